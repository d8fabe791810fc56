using ScottPlot;

namespace Sluice.Compare.Plots;

/// <summary>How all plots look: a white card, which reads as well on a dark page, and colours that differ in lightness too.</summary>
internal static class PlotStyle
{
    public const float TextSize = 14;
    public const float TitleSize = 18;
    private const int Width = 960;
    private const float EdgeSize = 28;

    // Their letters are equally wide: what is laid out with the one looks right with the other, where the reader's system has it.
    private const string Font = "DejaVu Sans";
    private const string FontsOfReaders = "DejaVu Sans, Verdana, sans-serif";

    public static readonly Color Ours = Color.FromHex("#1f6feb");
    public static readonly Color OursTuned = Color.FromHex("#0a3d91");
    public static readonly Color Other = Color.FromHex("#8aa0b8");
    public static readonly Color Stock = Color.FromHex("#e0b88f");
    public static readonly Color Text = Color.FromHex("#24292f");
    public static readonly Color Line = Color.FromHex("#d8dee4");

    public static Plot Create(string title)
    {
        Plot plot = new();
        plot.Font.Set(Font);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Axes.Color(Text);
        plot.Axes.Title.Label.Text = title;
        plot.Axes.Title.Label.FontSize = TitleSize;
        plot.Axes.Title.Label.Bold = true;
        foreach (IAxis edge in new IAxis[] { plot.Axes.Right, plot.Axes.Top })
        {
            edge.FrameLineStyle.Width = 0;
            edge.MinimumSize = EdgeSize;
        }

        plot.Grid.MajorLineColor = Line;
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.TickLabelStyle.FontSize = TextSize;
            axis.Label.FontSize = TextSize;
            axis.Label.Bold = false;
            axis.FrameLineStyle.Color = Line;
        }

        plot.Legend.FontSize = TextSize;
        plot.Legend.FontColor = Text;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        return plot;
    }

    /// <summary>Ticks of an axis of logarithms, at the numbers given.</summary>
    public static ITickGenerator LogarithmicTicks(IEnumerable<double> numbers, Func<double, string> text)
    {
        double[] all = [.. numbers];
        return new ScottPlot.TickGenerators.NumericManual([.. all.Select(Math.Log10)], [.. all.Select(text)]);
    }

    /// <summary>Writes PREFIX.svg and PREFIX.png.</summary>
    public static void Save(Plot plot, string prefix, int height)
    {
        string drawing = plot.GetSvgXml(Width, height).Replace($"font-family=\"{Font}\"", $"font-family=\"{FontsOfReaders}\"", StringComparison.Ordinal);
        File.WriteAllText($"{prefix}.svg", drawing);
        plot.ScaleFactor = 2;
        plot.SavePng($"{prefix}.png", 2 * Width, 2 * height);
    }
}
