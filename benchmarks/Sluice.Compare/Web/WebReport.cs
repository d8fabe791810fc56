using System.Globalization;
using Sluice.Compare.Rounds;
using Spectre.Console;

namespace Sluice.Compare.Web;

/// <summary>The table of one size of file, and its targets.</summary>
internal sealed class WebReport(IAnsiConsole console)
{
    public void Write(WebTarget target, IReadOnlyList<WebLeg> legs)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle($"{target.FileBytes / 1024:N0} KiB") };
        table.AddColumn("server");
        foreach (string column in new[] { "requests/s", "CPU us/request", "least", "most", "MB resident" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());
        foreach (IGrouping<string, WebLeg> server in legs.GroupBy(leg => leg.Server))
        {
            Spread cpu = Spread.Of(server.Select(leg => leg.MicrosecondsPerRequest));
            table.AddRow(
                server.Key, Text(Spread.Of(server.Select(leg => leg.RequestsPerSecond)).Median), Text(cpu.Median), Text(cpu.Least), Text(cpu.Most),
                Text(server.Max(leg => leg.ResidentMegabytes)));
        }

        console.Write(table);
        Write("stock Kestrel / Sluice at least", PairedRatio(legs, WebServers.Stock, WebServers.Sluice), target.AgainstStock, static (ratio, limit) => ratio >= limit);
        foreach (string ours in new[] { WebServers.Sluice, WebServers.TunedSluice })
            Write($"{ours} / nginx at most", PairedRatio(legs, ours, WebServers.Nginx), target.AgainstNginx, static (ratio, limit) => ratio <= limit);
    }

    private void Write(string what, double? ratio, double limit, Func<double, double, bool> isReached)
    {
        if (ratio is { } value)
            console.MarkupLine($"  CPU, {what} {Text(limit)}: {Text(value)}, {(isReached(value, limit) ? "[green]reached[/]" : "[red]not reached[/]")}");
    }

    private static double? PairedRatio(IReadOnlyList<WebLeg> legs, string over, string under)
    {
        double[] above = Figures(legs, over);
        double[] below = Figures(legs, under);
        return above.Length == 0 || below.Length == 0 ? null : Spread.Of(above).Median / Spread.Of(below).Median;
    }

    private static double[] Figures(IReadOnlyList<WebLeg> legs, string server) =>
        [.. legs.Where(leg => leg.Server == server).Select(leg => leg.MicrosecondsPerRequest)];

    private static string Text(double number) => number.ToString(number < 100 ? "N2" : "N0", CultureInfo.InvariantCulture);
}
