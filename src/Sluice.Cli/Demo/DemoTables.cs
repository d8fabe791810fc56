using System.Globalization;
using Sluice.Cli.Output;
using Spectre.Console;

namespace Sluice.Cli.Demo;

/// <summary>What the demo shows: boxes and colours in a terminal, plain Markdown tables in a file or a pipe.</summary>
internal sealed class DemoTables(IAnsiConsole console, DemoPlan plan)
{
    private const string NotCounted = "not counted";

    public void WriteInput()
    {
        string files = plan.Files.Names.Count > 0
            ? $"{plan.Files.Names.Count} files ({string.Join(", ", plan.Files.Patterns)} of {plan.Files.Folder})"
            : $"no files ({plan.Files.Folder} has none, or too many for a demo)";
        console.MarkupLineInterpolated($"One send: a header, {files}, the generated file, a trailer: {Format.Bytes(plan.Large.Expected.Bytes)}.");
    }

    public void WriteLarge(Comparison large)
    {
        Table table = Create("One send of everything");
        Add(table, "Bytes received", large, static leg => Format.Number(leg.Received.Bytes));
        Add(table, "Bytes reported by the call", large, static leg => Format.Number(leg.Report.ReportedBytes));
        AddHash(table, large);
        Add(table, "Time", large, static leg => $"{Format.Duration(leg.Report.Elapsed)} ({Format.Rate(leg.Received.Bytes, leg.Report.Elapsed)})");
        Add(table, "CPU time of the sender", large, static leg => Format.Duration(leg.Report.Processor));
        Add(table, $"System calls, with {ByteSize.ToText(plan.CountedBytes)}", large, Calls);
        Add(table, "Descriptors left open", large, Descriptors);
        Write(table);
    }

    public void WriteSmall(Comparison small)
    {
        Table table = Create("A 200-byte header and a 16 KiB file by path, again and again");
        Add(table, "Sends", small, static leg => Format.Number(leg.Leg.Workload.Sends));
        AddHash(table, small);
        Add(table, "Sends per second", small, static leg => Format.Number((long)(leg.Leg.Workload.Sends / leg.Report.Elapsed.TotalSeconds)));
        Add(table, "CPU time per send", small, static leg => Format.Duration(leg.Report.Processor / leg.Leg.Workload.Sends));
        Add(table, "System calls per send", small, Calls);
        Add(table, "Descriptors left open", small, Descriptors);
        Write(table);
    }

    public void WriteVerdict(bool isRight)
    {
        if (SystemCallCounter.IsInstalled)
            console.MarkupLine("[grey]System calls are those on files, sockets and readiness, from a second run of each leg under strace.[/]");
        console.MarkupLineInterpolated($"[grey]Times are those of the middle one of {Comparison.Rounds} runs; the receiver hashes as it reads.[/]");
        console.MarkupLine("[grey]Descriptors are counted right after the send; a garbage collection closes those of the stock call.[/]");
        console.MarkupLine(isRight
            ? "[green]Every byte arrived as it should, both ways.[/]"
            : "[red]Other bytes arrived than were sent. Run it again: a file may have changed meanwhile; if it stays, report it.[/]");
    }

    private static string Calls(LegResult leg)
    {
        if (leg.SystemCalls is not { } calls)
            return NotCounted;
        return calls.Total is { } total ? $"{Format.PerSend(total, calls.Sends)} ({calls.Note})" : $"{NotCounted} ({calls.Note})";
    }

    private static string Descriptors(LegResult leg) =>
        leg.Report.DescriptorsLeftOpen is { } left ? left.ToString("N0", CultureInfo.InvariantCulture) : NotCounted;

    private static void AddHash(Table table, Comparison comparison) => table.AddRow(
        new Text("SHA-256 right"),
        Verdict(comparison.Sluice.IsRight),
        Verdict(comparison.Stock.IsRight));

    private static Text Verdict(bool isRight) =>
        isRight ? new Text("yes", new Style(Color.Green)) : new Text("NO", new Style(Color.Red, decoration: Decoration.Bold));

    private static void Add(Table table, string row, Comparison comparison, Func<LegResult, string> cell) =>
        table.AddRow(new Text(row), new Text(cell(comparison.Sluice)), new Text(cell(comparison.Stock)));

    private void Write(Table table)
    {
        console.Write(table);

        // A Markdown table ends with an empty line of its own.
        if (console.Profile.Out.IsTerminal)
            console.WriteLine();
    }

    private Table Create(string title)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{title}[/]");
        Table table = Page.CreateTable(console);
        table.AddColumn(string.Empty);
        table.AddColumn(new TableColumn(new Text("Sluice", new Style(Color.Aqua))));
        table.AddColumn("Socket.SendPacketsAsync");
        return table;
    }
}
