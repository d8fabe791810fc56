using System.Globalization;
using Sluice.Compare.Calls;
using Sluice.Compare.Peers;
using Sluice.Compare.Rounds;
using Sluice.Compare.Workloads;
using Spectre.Console;

namespace Sluice.Compare.Report;

/// <summary>A workload's table and its targets, for people.</summary>
internal sealed class ConsoleReport(IAnsiConsole console)
{
    public void Write(WorkloadFigures figures)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.Title = new TableTitle(Markup.Escape($"{figures.Workload.Letter}) {figures.Workload.Connections:N0} connections, {figures.Workload.Title}{Ending(figures.Workload.Mode)}"));
        table.AddColumn("peer");
        foreach (string column in new[] { "sends/s", "MB/s", "CPU us/send", "least", "most", "CPU vs sluice", "rate vs sluice", "calls/send", "allocated B/send", "peak MB", "files left" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());

        PeerFigures? reference = figures.Find(PeerCatalog.Reference);
        foreach (PeerFigures peer in figures.Peers)
        {
            string name = Markup.Escape($"{peer.Peer.Name}: {peer.Peer.Title}");
            if (!peer.HasFigures)
            {
                table.AddRow(name, $"[red]died in all {peer.Failures} rounds[/]");
                continue;
            }

            Spread cpu = peer.MicrosecondsPerSend;
            table.AddRow(
                peer.Failures > 0 ? $"{name} [red](died in {peer.Failures} of {peer.Rounds.Count} rounds)[/]" : name,
                Text(peer.SendsPerSecond.Median, peer.SendsPerSecond.Median < 100 ? "F2" : "N0"), Text(peer.MegabytesPerSecond.Median, "N0"),
                Text(cpu.Median, "N2"), Text(cpu.Least, "N2"), Text(cpu.Most, "N2"),
                Ratio(cpu.Median, reference?.MicrosecondsPerSend.Median), Ratio(peer.SendsPerSecond.Median, reference?.SendsPerSecond.Median),
                peer.SystemCallsPerSend is { } calls ? Text(calls, "N2") : "-", peer.Peer.IsNative ? "-" : Text(peer.AllocatedPerSend.Median, "N0"),
                Text(peer.PeakResidentMegabytes.Median, "N0"), Text(peer.MostFilesLeft, "N0"));
        }

        console.Write(table);
        foreach (PeerFigures peer in figures.Peers.Where(peer => peer.Failures > 0))
            console.WriteLine($"  {peer.Peer.Name} died of: {peer.LastFailure}");
        foreach (TargetOutcome outcome in TargetCatalog.Evaluate(figures))
            Write(outcome);
        console.WriteLine();
    }

    public void Write(CallSource counting) => console.WriteLine(CallCounting.Describe(counting));

    private static string Ending(SendMode mode) => mode == SendMode.Answers ? ", each send answered with a byte" : "";

    private void Write(TargetOutcome outcome)
    {
        string limit = $"{Text(outcome.Target.Limit, "F2")}x";
        string what = outcome.Target.Measure switch
        {
            TargetMeasure.Rate => $"sends/s at least {limit}",
            TargetMeasure.Cpu => $"CPU per send at most {limit}",
            _ => $"sends per CPU second at least {limit}",
        };
        string verdict = outcome.IsReached ? "[green]reached[/]" : "[red]not reached[/]";
        console.MarkupLine(Markup.Escape($"  {what} of {outcome.Target.Against}{(outcome.Target.Of == PeerCatalog.Reference ? "" : $" by {outcome.Target.Of}")}: {Text(outcome.Ratio, "F2")}x of {outcome.Best.Name}, ") + verdict);
    }

    private static string Ratio(double value, double? reference) => reference is { } one ? Text(value / one, "F2") : "-";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
