using Sluice.Compare.Rounds;

namespace Sluice.Compare.Latency;

/// <summary>What one peer came to under one load, over its rounds.</summary>
internal sealed record LatencyFigures(LatencyLoad Load, string Peer, string Title, IReadOnlyList<LatencyResult> Rounds)
{
    public Spread NeighbourSendsPerSecond => Of(round => round.NeighbourSendsPerSecond);

    /// <summary>The part of the sends that began late.</summary>
    public Spread Late => Of(round => (double)round.Late / round.Sends);

    /// <summary>The medians of the quantiles of the rounds.</summary>
    public Quantiles Median(Func<LatencyResult, Quantiles> what) => new(
        Of(round => what(round).P50).Median, Of(round => what(round).P99).Median, Of(round => what(round).P999).Median, Of(round => what(round).Most).Median);

    public Spread Of(Func<LatencyResult, double> figure) => Spread.Of(Rounds.Select(figure));
}
