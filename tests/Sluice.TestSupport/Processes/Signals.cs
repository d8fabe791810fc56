using System.Globalization;
using Xunit;

namespace Sluice.TestSupport.Processes;

public static class Signals
{
    private const int Interrupt = 2;

    /// <summary>A shell without job control starts background jobs with Ctrl+C ignored, and so does the runtime in all that they start.</summary>
    public static void SkipIfIgnored(string signal)
    {
        const string Row = "SigIgn:";
        string row = File.ReadLines("/proc/self/status").First(static line => line.StartsWith(Row, StringComparison.Ordinal));
        ulong ignored = ulong.Parse(row[Row.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.SkipWhen(signal == "INT" && (ignored & (1UL << (Interrupt - 1))) != 0, "SIGINT is ignored in this process and all that it starts.");
    }
}
