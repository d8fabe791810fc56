using System.Globalization;
using Sluice.Compare.Report;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Plots;

/// <summary>What a send costs beside the same loop in C, by workload.</summary>
internal static class WorkloadPlot
{
    private static readonly BarSeries[] Series =
    [
        new("Sluice", PlotStyle.Ours), new("the best other way in .NET", PlotStyle.Other), new("Socket.SendPacketsAsync", PlotStyle.Stock),
    ];

    public static void Save(ComparisonReport report, string prefix)
    {
        BarGroup[] groups = [.. report.Workloads.Select(GroupOf).OfType<BarGroup>()];
        if (groups.Length == 0)
            throw new InvalidDataException("No workload in it has both Sluice and a peer in C.");
        PlotStyle.Save(
            RatioBars.Draw("Processor time per send, beside C", "times that of C, logarithmic: shorter is better", "the same loop in C", Series, groups), prefix, RatioBars.HeightOf(groups.Length, Series.Length));
    }

    private static BarGroup? GroupOf(WorkloadReport workload) =>
        workload.BestMicrosecondsPerSend(PeerGroups.C) is { } c && workload.BestMicrosecondsPerSend(PeerGroups.Sluice) is { } ours
            ? new BarGroup(Label(workload), [ours / c, workload.BestMicrosecondsPerSend(PeerGroups.HandWritten) / c, workload.BestMicrosecondsPerSend(PeerGroups.Stock) / c])
            : null;

    private static string Label(WorkloadReport workload)
    {
        string connections = workload.Connections == 1 ? "1 connection" : string.Create(CultureInfo.InvariantCulture, $"{workload.Connections:N0} connections");
        return $"{workload.Title}\n{connections}{(workload.Mode == nameof(SendMode.Answers) ? ", answered" : "")}";
    }
}
