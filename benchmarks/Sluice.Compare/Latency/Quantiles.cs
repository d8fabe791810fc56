using HdrHistogram;

namespace Sluice.Compare.Latency;

/// <summary>Quantiles of one leg, in microseconds.</summary>
internal readonly record struct Quantiles(double P50, double P99, double P999, double Most)
{
    private const double NanosecondsPerMicrosecond = 1000;

    /// <param name="times">In nanoseconds.</param>
    public static Quantiles Of(HistogramBase times) => new(At(times, 50), At(times, 99), At(times, 99.9), At(times, 100));

    private static double At(HistogramBase times, double percentile) => times.GetValueAtPercentile(percentile) / NanosecondsPerMicrosecond;
}
