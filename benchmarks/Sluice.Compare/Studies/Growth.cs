using Sluice.Compare.Workloads;

namespace Sluice.Compare.Studies;

/// <summary>Something about a send that grows.</summary>
/// <param name="Name">Its name on the command line and in the names of files.</param>
/// <param name="Title">What is sent.</param>
/// <param name="Growing">What grows.</param>
/// <param name="Counts">The points to measure, from the least to the most.</param>
/// <param name="At">The workload of a point.</param>
internal sealed record Growth(string Name, string Title, string Growing, IReadOnlyList<int> Counts, Func<int, Workload> At)
{
    /// <summary>The cost of a send at the last point may be at most so many times that at <see cref="From"/>; null where it may grow in proportion.</summary>
    public double? MostGrowth { get; init; }

    /// <summary>The point with which the last one is compared.</summary>
    public int From { get; init; } = 1;
}
