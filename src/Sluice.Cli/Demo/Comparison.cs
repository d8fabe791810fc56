namespace Sluice.Cli.Demo;

/// <summary>The same workload, sent both ways.</summary>
/// <param name="Sluice">By this library.</param>
/// <param name="Stock">By the framework.</param>
internal sealed record Comparison(LegResult Sluice, LegResult Stock)
{
    /// <summary>Measured runs of each way. Odd, so that one of them is the middle one.</summary>
    public const int Rounds = 3;

    public bool IsRight => Sluice.IsRight && Stock.IsRight;

    /// <summary>Runs the workload both ways in turn, so that what else the machine does hits both alike, and then once more each to count system calls.</summary>
    public static async Task<Comparison> RunAsync(
        LegHost host, SystemCallCounter counter, Workload measured, Workload counted, CancellationToken cancellationToken)
    {
        List<LegResult> sluice = [];
        List<LegResult> stock = [];
        for (int round = 0; round < Rounds; round++)
        {
            sluice.Add(await host.RunAsync(new Leg(measured, Way.Sluice), cancellationToken));
            stock.Add(await host.RunAsync(new Leg(measured, Way.Stock), cancellationToken));
        }

        return new Comparison(
            Choose(sluice) with { SystemCalls = await counter.CountAsync(new Leg(counted, Way.Sluice), cancellationToken) },
            Choose(stock) with { SystemCalls = await counter.CountAsync(new Leg(counted, Way.Stock), cancellationToken) });
    }

    /// <summary>The run that is shown: one that brought wrong bytes, if any did, and otherwise the middle one by time.</summary>
    private static LegResult Choose(List<LegResult> runs) =>
        runs.Find(static run => !run.IsRight) ?? runs.OrderBy(static run => run.Report.Elapsed).ElementAt(Rounds / 2);
}
