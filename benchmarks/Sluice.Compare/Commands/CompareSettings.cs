using Sluice.Compare.Calls;
using Sluice.Compare.Peers;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Commands;

/// <summary>What to run, and for how long.</summary>
/// <param name="Workloads">The workloads, each with its connections and its mode.</param>
/// <param name="Peers">Who takes part, as far as the workload fits.</param>
/// <param name="Rounds">Rounds, each with a leg of every peer.</param>
/// <param name="WarmUp">Time before a leg's window.</param>
/// <param name="Window">Time measured of a leg.</param>
/// <param name="Counting">Who counts system calls; null for the most exact way there is.</param>
/// <param name="JsonPath">A file for everything measured; null for none.</param>
internal sealed record CompareSettings(
    IReadOnlyList<Workload> Workloads, IReadOnlyList<Peer> Peers, int Rounds, TimeSpan WarmUp, TimeSpan Window, CallSource? Counting, string? JsonPath)
{
    private static readonly TimeSpan QuickWarmUp = TimeSpan.FromSeconds(0.02);
    private static readonly TimeSpan QuickWindow = TimeSpan.FromSeconds(0.05);

    /// <summary>The same with every peer once and briefly: it shows that everything runs, and its figures mean nothing.</summary>
    public CompareSettings Quick() => this with
    {
        Workloads = [.. Workloads.Select(workload => workload.Shortened())],
        Rounds = 1,
        WarmUp = QuickWarmUp,
        Window = QuickWindow,
    };
}
