using Sluice.Compare.Rounds;

namespace Sluice.Compare.Studies;

/// <summary>Quantiles of one leg, in microseconds.</summary>
internal readonly record struct Latencies(double Count, double P50, double P99, double P999)
{
    public static Latencies Of(IEnumerable<long> ticks)
    {
        long[] sorted = [.. ticks.Order()];
        if (sorted.Length == 0)
            throw new InvalidOperationException("No send had to wait: there is nothing to compare.");
        return new Latencies(sorted.Length, At(0.5), At(0.99), At(0.999));

        double At(double quantile) => sorted[(int)(quantile * (sorted.Length - 1))] / (double)TimeSpan.TicksPerMicrosecond;
    }

    public static Latencies Median(IReadOnlyList<Latencies> rounds) => new(
        Spread.Of(rounds.Select(round => round.Count)).Median, Spread.Of(rounds.Select(round => round.P50)).Median,
        Spread.Of(rounds.Select(round => round.P99)).Median, Spread.Of(rounds.Select(round => round.P999)).Median);
}
