namespace Sluice.Compare.Report;

/// <summary>What a send costs as one thing about it grows.</summary>
/// <param name="Name">Its name in the names of files.</param>
/// <param name="Title">What is sent.</param>
/// <param name="Growing">What grows.</param>
/// <param name="Points">From the least to the most.</param>
internal sealed record Curve(string Name, string Title, string Growing, IReadOnlyList<CurvePoint> Points);
