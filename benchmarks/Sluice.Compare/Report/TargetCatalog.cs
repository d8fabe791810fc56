using Sluice.Compare.Rounds;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Report;

/// <summary>The table "Numbers it must reach" of the design.</summary>
internal static class TargetCatalog
{
    private const string Stock = "the stock call";
    private const string StockCollected = "the stock call, helped by collections";
    private const string HandWritten = "the best hand-written .NET";
    private const string C = "the same loop in C, the better of both";
    private const string ThreadedC = "the same loop in C on a thread per processor, the better of both";

    private const string DropIn = "drop-in";

    private static readonly string[] HandWrittenPeers = ["hand", "stock-stream"];
    private static readonly string[] CPeers = ["c-vector", "c-copy"];
    private static readonly string[] ThreadedCPeers = ["c-vector-mt", "c-copy-mt"];

    private static readonly Target[] All =
    [
        new('a', Stock, ["stock"], TargetMeasure.Rate, 10),
        new('a', StockCollected, ["stock-gc"], TargetMeasure.Rate, 10),
        new('a', HandWritten, HandWrittenPeers, TargetMeasure.Rate, 1.25),
        new('a', C, CPeers, TargetMeasure.Cpu, 1.10),
        new('a', ThreadedC, ThreadedCPeers, TargetMeasure.Cpu, 1.10),
        new('a', Stock, ["stock"], TargetMeasure.Rate, 10) { Of = DropIn },
        new('a', "Socket.SendFileAsync, helped by collections", ["stock-file"], TargetMeasure.Rate, 10) { Of = "drop-in-file" },
        new('b', Stock, ["stock"], TargetMeasure.Rate, 15),
        new('b', Stock, ["stock"], TargetMeasure.Rate, 10) { Of = DropIn },
        new('b', "SendAsync(IList)", ["send-list"], TargetMeasure.Rate, 1.5),
        new('b', C, CPeers, TargetMeasure.Cpu, 1.10),
        new('b', ThreadedC, ThreadedCPeers, TargetMeasure.Cpu, 1.10),
        new('c', Stock, ["stock"], TargetMeasure.Rate, 4),
        new('c', StockCollected, ["stock-gc"], TargetMeasure.Rate, 4),
        new('c', HandWritten, HandWrittenPeers, TargetMeasure.Rate, 2.5),
        new('c', C, CPeers, TargetMeasure.Cpu, 1.10),
        new('c', ThreadedC, ThreadedCPeers, TargetMeasure.Cpu, 1.10),
        new('d', Stock, ["stock"], TargetMeasure.Rate, 1.05),
        new('d', HandWritten, HandWrittenPeers, TargetMeasure.Rate, 1.05),
        new('d', C, CPeers, TargetMeasure.Cpu, 1.05),
        new('d', ThreadedC, ThreadedCPeers, TargetMeasure.Cpu, 1.05),
        new('e', Stock, ["stock"], TargetMeasure.Rate, 1.0),
        new('e', HandWritten, HandWrittenPeers, TargetMeasure.Rate, 1.0),
        new('e', C, CPeers, TargetMeasure.Cpu, 1.03),
        new('f', Stock, ["stock"], TargetMeasure.PerCpuSecond, 5),
        new('f', "a loop of Socket.SendAsync", ["send-each"], TargetMeasure.PerCpuSecond, 4),
        new('f', "a C loop with UDP_SEGMENT", ["c-gso"], TargetMeasure.Cpu, 1.10),
        new('f', "a C loop with sendmmsg", ["c-mmsg"], TargetMeasure.Cpu, 1.10),
        new('g', Stock, ["stock"], TargetMeasure.PerCpuSecond, 5),
        new('g', "a loop of Socket.SendAsync", ["send-each"], TargetMeasure.PerCpuSecond, 4),
        new('g', "a C loop with UDP_SEGMENT", ["c-gso"], TargetMeasure.Cpu, 1.10),
        new('g', "a C loop with sendmmsg", ["c-mmsg"], TargetMeasure.Cpu, 1.10),
    ];

    /// <summary>The targets of a workload as far as their peers took part: none where it was run otherwise than the table has it.</summary>
    public static IEnumerable<TargetOutcome> Evaluate(WorkloadFigures figures) =>
        All.Where(target => WorkloadCatalog.IsAsListed(figures.Workload) && target.Workload == figures.Workload.Letter).Select(target => target.Evaluate(figures)).OfType<TargetOutcome>();
}
