using System.Globalization;

namespace Sluice.Compare.Latency;

/// <summary>Where native/answerer.c listens, by the kind of connection.</summary>
internal readonly record struct AnswererPorts(int Probes, int Readers, int Slow)
{
    public static AnswererPorts Parse(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var probes, var readers, var slow]
            ? new AnswererPorts(Number(probes), Number(readers), Number(slow))
            : throw new FormatException($"'{line}' is not three ports.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Probes} {Readers} {Slow}");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
