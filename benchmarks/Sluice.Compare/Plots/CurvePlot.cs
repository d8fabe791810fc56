using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using Sluice.Compare.Report;

namespace Sluice.Compare.Plots;

/// <summary>How the cost of a send grows: both axes logarithmic, so that linear growth is a straight line of one steepness.</summary>
internal static class CurvePlot
{
    private const int Height = 480;

    private static readonly double[] Decades = [0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7];

    public static void Save(Curve curve, string prefix)
    {
        Plot plot = PlotStyle.Create($"Processor time per send, {curve.Title}");
        double[] x = [.. curve.Points.Select(point => Math.Log10(point.Count))];
        Add(plot, x, [.. curve.Points.Select(point => Math.Log10(point.SluiceCpu.Median))], "Sluice", PlotStyle.Ours);
        if (curve.Points.All(point => point.CCpu is not null))
            Add(plot, x, [.. curve.Points.Select(point => Math.Log10(point.CCpu!.Value.Median))], "the same loop in C", PlotStyle.Other);
        plot.Axes.Bottom.TickGenerator = PlotStyle.LogarithmicTicks(
            curve.Points.Select(point => (double)point.Count), static count => count.ToString("N0", CultureInfo.InvariantCulture));
        plot.Axes.Bottom.Label.Text = curve.Growing;

        double[] all = [.. curve.Points.SelectMany(point => new[] { point.SluiceCpu.Median, point.CCpu?.Median ?? point.SluiceCpu.Median })];
        double bottom = Math.Floor(Math.Log10(all.Min())), top = Math.Ceiling(Math.Log10(all.Max()));
        plot.Axes.Left.TickGenerator = PlotStyle.LogarithmicTicks(Steps(bottom, top), static microseconds => microseconds switch
        {
            >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e6:0.#} s"),
            >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1e3:0.#} ms"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds:0.#} us"),
        });
        plot.Axes.SetLimits(x[0] - 0.1, x[^1] + 0.1, bottom, top);
        plot.ShowLegend(Alignment.UpperLeft);
        PlotStyle.Save(plot, prefix, Height);
    }

    /// <summary>Each decade, and where there are few of them, its 2 and 5 as well.</summary>
    private static IEnumerable<double> Steps(double bottom, double top) =>
        from decade in Decades
        from step in top - bottom <= 2 ? new[] { 1.0, 2, 5 } : [1.0]
        let value = decade * step
        where Math.Log10(value) >= bottom - 0.01 && Math.Log10(value) <= top + 0.01
        select value;

    private static void Add(Plot plot, double[] x, double[] y, string label, Color color)
    {
        Scatter line = plot.Add.Scatter(x, y, color);
        line.LegendText = label;
        line.LineWidth = 2.5f;
        line.MarkerSize = 7;
    }
}
