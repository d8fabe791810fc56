using System.Globalization;
using Spectre.Console;

namespace Sluice.Compare.Latency;

/// <summary>A table for each load.</summary>
internal static class LatencyReport
{
    public static void Write(IReadOnlyList<LatencyFigures> all, IAnsiConsole console)
    {
        foreach (IGrouping<LatencyLoad, LatencyFigures> load in all.GroupBy(figures => figures.Load))
        {
            WriteTable($"{load.Key.Name}: to the answer", load, static round => round.Answer, console);
            WriteTable($"{load.Key.Name}: to the completion", load, static round => round.Completion, console);
            WriteTable($"{load.Key.Name}: to the answer, from the call and not from when it was due", load, static round => round.ServedAnswer, console);
        }
    }

    private static void WriteTable(string title, IEnumerable<LatencyFigures> rows, Func<LatencyResult, Quantiles> what, IAnsiConsole console)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape($"{title}; medians of the rounds, microseconds")) };
        table.AddColumn("peer");
        foreach (string column in new[] { "p50", "p99", "p99 least", "p99 most", "p99.9", "most", "p50 vs sluice", "p99 vs sluice", "p99.9 vs sluice", "late", "neighbours' sends/s" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());
        Quantiles? reference = null;
        foreach (LatencyFigures figures in rows)
        {
            Quantiles median = figures.Median(what);
            Quantiles one = reference ??= median;
            table.AddRow(
                Markup.Escape($"{figures.Peer}: {figures.Title}"), Text(median.P50, "N1"), Text(median.P99, "N1"), Text(figures.Of(round => what(round).P99).Least, "N1"),
                Text(figures.Of(round => what(round).P99).Most, "N1"), Text(median.P999, "N1"), Text(median.Most, "N0"), Text(median.P50 / one.P50, "F2"),
                Text(median.P99 / one.P99, "F2"), Text(median.P999 / one.P999, "F2"), Text(figures.Late.Median, "P1"), Text(figures.NeighbourSendsPerSecond.Median, "N0"));
        }

        console.Write(table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
