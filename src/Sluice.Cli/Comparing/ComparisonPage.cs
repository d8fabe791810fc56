using System.Globalization;
using Sluice.Cli.Output;
using Spectre.Console;

namespace Sluice.Cli.Comparing;

/// <summary>What the comparison shows: a table, boxed in a terminal and Markdown in a file or a pipe, and a plot.</summary>
internal static class ComparisonPage
{
    private static readonly string[] Columns =
        ["one send of", "time: Sluice", "stock", "ratio", "CPU: Sluice", "stock", "ratio", "files left open: Sluice", "stock"];

    public static void Write(TextWriter output, IReadOnlyList<ComparisonReport> reports, int rounds)
    {
        IAnsiConsole console = Page.On(output);
        Table table = Page.CreateTable(console);
        foreach (string column in Columns)
            table.AddColumn(column);
        foreach (ComparisonReport report in reports)
        {
            table.AddRow(
                report.Description, Time(report.Sluice.SecondsPerSend), Time(report.Stock.SecondsPerSend), Ratio(report.Speed),
                Time(report.Sluice.ProcessorPerSend), Time(report.Stock.ProcessorPerSend), Ratio(report.Processor), Left(report.Sluice), Left(report.Stock));
        }

        console.Write(table);
        output.WriteLine();
        output.WriteLine("CPU time of one send:");
        foreach (ComparisonReport report in reports)
        {
            output.WriteLine($"{report.Workload}:");
            foreach (string line in BarPlot.Lines(
                [("  Sluice", report.Sluice.ProcessorPerSend, Time(report.Sluice.ProcessorPerSend)), ("  stock", report.Stock.ProcessorPerSend, Time(report.Stock.ProcessorPerSend))]))
            {
                output.WriteLine(line);
            }
        }

        output.WriteLine();
        output.WriteLine($"Medians of {rounds} rounds, both ways in turn, one connection over loopback. The receiver hashes as it reads, which bounds the time of large sends: look at the CPU there.");
    }

    private static string Time(double seconds) => Format.Duration(TimeSpan.FromSeconds(seconds));

    private static string Ratio(double ratio) => ratio.ToString("N1", CultureInfo.InvariantCulture);

    private static string Left(WayFigures figures) => figures.DescriptorsLeftOpen is { } left ? Format.Number(left) : "not counted";
}
