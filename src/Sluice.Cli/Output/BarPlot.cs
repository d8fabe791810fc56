namespace Sluice.Cli.Output;

/// <summary>Bars in plain text, that can be read in a terminal, a file or a message alike.</summary>
internal static class BarPlot
{
    private const int Width = 50;

    /// <summary>A line for each bar; the longest is as long as the plot is wide, and none that is not zero is without a mark.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<(string Name, double Value, string Figure)> bars)
    {
        double longest = bars.Max(static bar => bar.Value);
        int names = bars.Max(static bar => bar.Name.Length);
        foreach ((string name, double value, string figure) in bars)
        {
            int length = value > 0 ? Math.Max(1, (int)Math.Round(value / longest * Width)) : 0;
            yield return $"{name.PadRight(names)} |{new string('#', length)} {figure}";
        }
    }
}
