using System.Globalization;

namespace Sluice.Cli.Output;

/// <summary>Numbers as people read them, the same in every language setting.</summary>
internal static class Format
{
    // From here on a number of three digits is rounded to the first one of four.
    private const double NextUnit = 999.5;

    private static readonly string[] RateUnits = ["B/s", "kB/s", "MB/s", "GB/s"];

    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => bytes == 1 ? "1 byte" : $"{Number(bytes)} bytes";

    /// <summary>Three digits that count, in the unit that needs the fewest zeros.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        >= NextUnit / 1e3 => $"{Significant(time.TotalSeconds)} s",
        >= NextUnit / 1e6 => $"{Significant(time.TotalMilliseconds)} ms",
        _ => $"{Significant(time.TotalMicroseconds)} us",
    };

    public static string Rate(long bytes, TimeSpan time) => time > TimeSpan.Zero ? Rate(bytes / time.TotalSeconds) : "-";

    /// <param name="bytesPerSecond">Not below 0.</param>
    public static string Rate(double bytesPerSecond)
    {
        double rate = bytesPerSecond;
        int unit = 0;
        for (; rate >= NextUnit && unit < RateUnits.Length - 1; unit++)
            rate /= 1000;
        return $"{Significant(rate)} {RateUnits[unit]}";
    }

    /// <summary>Hours, where there are any, minutes and seconds, as clocks show them.</summary>
    public static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    /// <summary>A count for each of some sends, with one digit behind the point where it does not come out even.</summary>
    public static string PerSend(long count, int sends) =>
        ((double)count / sends).ToString(count % sends == 0 ? "N0" : "N1", CultureInfo.InvariantCulture);

    private static string Significant(double value)
    {
        // By what it is when it is rounded: 9.996 is 10.0, as its neighbours are, and not 10.00.
        string format = value switch { >= 99.95 => "N0", >= 9.995 => "N1", _ => "N2" };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
