using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;

namespace Sluice.Compare.Plots;

/// <summary>Lying bars of ratios on a logarithmic axis: they begin at 1, to the right is more, to the left is less.</summary>
internal static class RatioBars
{
    private const int PixelsPerBar = 21;
    private const int PixelsAround = 180;

    private static readonly double[] Ticks = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    public static int HeightOf(int groups, int series) => PixelsAround + (PixelsPerBar * groups * (series + 1));

    /// <param name="title">What it shows.</param>
    /// <param name="axis">What the ratios are of.</param>
    /// <param name="one">What stands where they are 1.</param>
    /// <param name="series">From the topmost bar of a group down.</param>
    /// <param name="groups">From the topmost down.</param>
    public static Plot Draw(string title, string axis, string one, IReadOnlyList<BarSeries> series, IReadOnlyList<BarGroup> groups)
    {
        Plot plot = PlotStyle.Create(title);
        double most = 1, least = 1;

        // The bars of a group, and the space of one between it and the next.
        double groupHeight = series.Count + 1;
        List<Tick> labels = [];
        for (int group = 0; group < groups.Count; group++)
        {
            double middle = (groups.Count - 1 - group) * groupHeight;
            labels.Add(new Tick(middle, groups[group].Label));
            for (int i = 0; i < series.Count; i++)
            {
                if (groups[group].Ratios[i] is not { } ratio)
                    continue;
                AddBar(plot, middle + ((series.Count - 1) / 2.0) - i, ratio, series[i].Color);
                most = Math.Max(most, ratio);
                least = Math.Min(least, ratio);
            }
        }

        foreach (BarSeries shown in series)
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = shown.Label, FillColor = shown.Color });
        plot.ShowLegend(Edge.Bottom);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.TightHorizontalWrapping = true;

        VerticalLine baseline = plot.Add.VerticalLine(0);
        baseline.Color = PlotStyle.Text;
        baseline.LineWidth = 1.5f;
        baseline.Text = one;
        baseline.LabelOppositeAxis = true;
        baseline.LabelBackgroundColor = Colors.Transparent;
        baseline.LabelFontColor = PlotStyle.Text;
        baseline.LabelFontSize = PlotStyle.TextSize;
        baseline.LabelBold = false;
        baseline.LabelStyle.FontName = plot.Axes.Title.Label.FontName;

        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. labels]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.TickGenerator = PlotStyle.LogarithmicTicks(Ticks, static ratio => string.Create(CultureInfo.InvariantCulture, $"{ratio}x"));
        plot.Axes.Bottom.Label.Text = axis;
        plot.Grid.YAxisStyle.IsVisible = false;

        // Room for the figures at the ends of the bars.
        plot.Axes.SetLimits(Math.Log10(least) - 0.1, Math.Log10(most) + 0.25, -groupHeight / 2, ((groups.Count - 1) * groupHeight) + (groupHeight / 2));
        return plot;
    }

    private static void AddBar(Plot plot, double position, double ratio, Color color)
    {
        Bar bar = new() { Position = position, Value = Math.Log10(ratio), ValueBase = 0, Size = 0.86, FillColor = color, LineWidth = 0 };
        plot.Add.Bar(bar).Horizontal = true;

        // Always to the right of it: left of a bar that points there stand the names of the groups.
        Text figure = plot.Add.Text(ratio.ToString(ratio < 10 ? "F2" : "N0", CultureInfo.InvariantCulture) + "x", Math.Max(Math.Log10(ratio), 0), position);
        figure.LabelAlignment = Alignment.MiddleLeft;
        figure.OffsetX = 5;
        figure.LabelFontSize = PlotStyle.TextSize - 1;
        figure.LabelFontName = plot.Axes.Title.Label.FontName;
        figure.LabelFontColor = PlotStyle.Text;
    }
}
