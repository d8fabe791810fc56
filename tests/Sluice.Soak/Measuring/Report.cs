using System.Globalization;
using Sluice.Soak.Lanes;

namespace Sluice.Soak.Measuring;

/// <summary>The report of a run, line by line.</summary>
internal static class Report
{
    public static void WriteHeader(TextWriter writer) =>
        writer.WriteLine("   time  descriptors  managed MB  resident MB  threads  sender's  pinned     MB/s");

    public static void WriteSample(TextWriter writer, in Sample sample) => writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{sample.Elapsed.TotalSeconds,5:0} s {sample.Descriptors,12} {sample.Managed / 1e6,11:0.0} {sample.Resident / 1e6,12:0.0} {sample.Threads,8} {sample.SenderThreads,9} {sample.Pinned,7} {sample.BytesPerSecond / 1e6,8:0.0}"));

    public static void WriteTotals(TextWriter writer, Tally tally, IReadOnlyList<Sample> samples)
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tally.Begun:N0} sends begun, {tally.Ended:N0} ended, each once; {tally.Bytes / 1e9:0.00} GB received and right"));
        writer.WriteLine($"kinds: {Join(tally.Kinds)}");
        writer.WriteLine($"errors that were asked for: {Join(tally.Errors)}");
        double[] rates = [.. samples.Skip(1).Select(static sample => sample.BytesPerSecond).Order()];
        if (rates.Length > 0)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"MB/s by interval: least {rates[0] / 1e6:0.0}, median {rates[rates.Length / 2] / 1e6:0.0}, most {rates[^1] / 1e6:0.0}"));
    }

    private static string Join(IEnumerable<KeyValuePair<string, long>> counts) =>
        string.Join(", ", counts.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value:N0}")));
}
