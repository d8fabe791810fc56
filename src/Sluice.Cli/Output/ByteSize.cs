using System.Globalization;

namespace Sluice.Cli.Output;

/// <summary>Sizes as people type them: <c>8MiB</c>, <c>1GB</c>, <c>65536</c>.</summary>
internal static class ByteSize
{
    private const string PerSecond = "/s";

    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30),
        ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000),
        ("B", 1),
    ];

    public static bool TryParse(string text, out long bytes)
    {
        long factor = 1;
        ReadOnlySpan<char> digits = text;
        foreach ((string unit, long unitBytes) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
                continue;
            digits = text.AsSpan(0, text.Length - unit.Length).TrimEnd();
            factor = unitBytes;
            break;
        }

        bytes = 0;

        // The framework passes over zero characters behind a number.
        if (digits.ContainsAnyExceptInRange('0', '9') || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count) || count > long.MaxValue / factor)
            return false;
        bytes = count * factor;
        return true;
    }

    /// <summary>A size for each second: <c>10MB/s</c>, and <c>10MB</c> as well.</summary>
    public static bool TryParseRate(string text, out long bytesPerSecond) =>
        TryParse(text.EndsWith(PerSecond, StringComparison.Ordinal) ? text[..^PerSecond.Length] : text, out bytesPerSecond);

    /// <summary>The size in the largest binary unit that leaves no rest.</summary>
    public static string ToText(long bytes)
    {
        for (int i = 2; i >= 0; i--)
        {
            if (bytes > 0 && bytes % Units[i].Bytes == 0)
                return $"{bytes / Units[i].Bytes} {Units[i].Unit}";
        }

        return Format.Bytes(bytes);
    }
}
