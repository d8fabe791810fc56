using System.Globalization;
using Sluice.Compare.Report;
using Sluice.Compare.Rounds;
using Sluice.Compare.Web;

namespace Sluice.Compare.Plots;

/// <summary>What a file over HTTP costs its server beside nginx, by size.</summary>
internal static class WebPlot
{
    private static readonly BarSeries[] Series = [new("Sluice, threads that do not spin", PlotStyle.OursTuned), new("Kestrel with Sluice", PlotStyle.Ours), new("stock Kestrel", PlotStyle.Stock)];

    public static void Save(WebComparisonReport report, string prefix)
    {
        BarGroup[] groups = [.. report.Legs.GroupBy(leg => leg.FileBytes).OrderBy(size => size.Key).Select(GroupOf).OfType<BarGroup>()];
        if (groups.Length == 0)
            throw new InvalidDataException("No size of file in it has both Sluice and nginx.");
        string title = string.Create(CultureInfo.InvariantCulture, $"The server's processor time per file, {report.Connections:N0} connections");
        PlotStyle.Save(RatioBars.Draw(title, "times that of nginx, logarithmic: shorter is better", "nginx", Series, groups), prefix, RatioBars.HeightOf(groups.Length, Series.Length));
    }

    private static BarGroup? GroupOf(IGrouping<long, WebLeg> size) =>
        Median(size, WebServers.Nginx) is { } nginx && Median(size, WebServers.Sluice) is { } ours
            ? new BarGroup(Label(size.Key), [Median(size, WebServers.TunedSluice) / nginx, ours / nginx, Median(size, WebServers.Stock) / nginx])
            : null;

    private static double? Median(IEnumerable<WebLeg> legs, string server)
    {
        double[] figures = [.. legs.Where(leg => leg.Server == server).Select(leg => leg.MicrosecondsPerRequest)];
        return figures.Length == 0 ? null : Spread.Of(figures).Median;
    }

    private static string Label(long bytes) =>
        bytes >= 1 << 20 ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB") : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10} KiB");
}
