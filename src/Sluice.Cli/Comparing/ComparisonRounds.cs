using Sluice.Cli.Demo;

namespace Sluice.Cli.Comparing;

/// <summary>Runs a workload both ways, in turn, so that what else the machine does hits both alike.</summary>
internal sealed class ComparisonRounds(LegHost host, int rounds)
{
    public async Task<ComparisonReport> RunAsync(ComparedWorkload compared, CancellationToken cancellationToken)
    {
        List<LegResult> sluice = [];
        List<LegResult> stock = [];
        for (int round = 0; round < rounds; round++)
        {
            sluice.Add(await host.RunAsync(new Leg(compared.Workload, Way.Sluice), cancellationToken));
            stock.Add(await host.RunAsync(new Leg(compared.Workload, Way.Stock), cancellationToken));
        }

        Workload workload = compared.Workload;
        return new ComparisonReport(
            compared.Name, compared.Description, workload.Expected.Bytes / workload.Sends, sluice.Concat(stock).All(static leg => leg.IsRight), Figures(sluice), Figures(stock));
    }

    private static WayFigures Figures(List<LegResult> legs)
    {
        double sends = legs[0].Leg.Workload.Sends;
        return new WayFigures(
            Median(legs.Select(static leg => leg.Report.Elapsed)).TotalSeconds / sends,
            Median(legs.Select(static leg => leg.Report.Processor)).TotalSeconds / sends,
            legs[^1].Report.DescriptorsLeftOpen);
    }

    // Of an odd number of rounds, the middle one.
    private static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }
}
