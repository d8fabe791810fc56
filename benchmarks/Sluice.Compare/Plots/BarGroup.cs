namespace Sluice.Compare.Plots;

/// <summary>The bars of one thing that was measured: a ratio for each series, null where it has none.</summary>
internal sealed record BarGroup(string Label, IReadOnlyList<double?> Ratios);
