using System.Globalization;

namespace Sluice.Compare.Web;

/// <summary>What the kernel says of processes.</summary>
internal static class ProcessFigures
{
    // proc(5): after the name in parentheses, utime and stime are the 12th and 13th field, in ticks of 1/100 s.
    private const int UserTime = 11;
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of processor time, user and system.</summary>
    public static double ProcessorSeconds(IEnumerable<int> processes) => processes.Sum(static process =>
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[UserTime]) + Number(fields[UserTime + 1])) / TicksPerSecond;
    });

    /// <summary>Megabytes of memory that are resident now.</summary>
    public static double ResidentMegabytes(IEnumerable<int> processes) => processes.Sum(static process =>
        Number(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))[6..^2].Trim()) / 1024.0);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
