using ScottPlot;

namespace Sluice.Compare.Plots;

/// <summary>The bars of one peer.</summary>
internal sealed record BarSeries(string Label, Color Color);
