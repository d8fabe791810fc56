using Sluice.Compare.Calls;
using Sluice.Compare.Legs;
using Sluice.Compare.Peers;
using Sluice.Compare.Report;
using Sluice.Compare.Rounds;
using Sluice.Compare.Workloads;
using Spectre.Console;

namespace Sluice.Compare.Commands;

/// <summary>The whole run: compiles, writes the files, runs the rounds, reports. Leaves no file and no process behind.</summary>
internal static class CompareRun
{
    public static async Task RunAsync(CompareSettings settings, IAnsiConsole console, CancellationToken cancellationToken)
    {
        using NativePrograms? native = await NativePrograms.CompileAsync(cancellationToken).ConfigureAwait(false);
        if (native is null)
            console.MarkupLine("[yellow]No C compiler (cc): the peers in C are left out, and the receiver is a .NET one.[/]");

        CallSource counting = settings.Counting ?? await CallCounting.FindAsync().ConfigureAwait(false);
        using WorkloadFolder folder = new();
        Comparison comparison = new(new LegProcess(native), settings.WarmUp, settings.Window, settings.Rounds, counting);
        ConsoleReport report = new(console);
        List<WorkloadFigures> all = [];
        foreach (Workload workload in settings.Workloads)
        {
            Peer[] peers = [.. settings.Peers.Where(peer => peer.Fits(workload) && (native is not null || !peer.IsNative))];
            if (peers.Length == 0)
                continue;
            folder.Write(workload);
            WorkloadFigures figures = await comparison.RunAsync(workload, peers, folder.FullName, Console.Error.WriteLine, cancellationToken).ConfigureAwait(false);
            folder.Delete(workload);
            report.Write(figures);
            all.Add(figures);
        }

        report.Write(counting);
        if (settings.JsonPath is { } path)
            await new ComparisonReport(CallCounting.Describe(counting), [.. all.Select(WorkloadReport.Of)]).WriteAsync(path, cancellationToken).ConfigureAwait(false);
    }
}
