using System.Globalization;

namespace Sluice.Cli.Demo;

/// <summary>How many files a process may have open, as the system tells it.</summary>
internal static class OpenFileLimit
{
    private const string Row = "Max open files";

    // What most systems give a process.
    private const int Usual = 1024;

    public static int Read()
    {
        if (!OperatingSystem.IsLinux())
            return Usual;
        string? row = File.ReadLines("/proc/self/limits").FirstOrDefault(static line => line.StartsWith(Row, StringComparison.Ordinal));
        string? soft = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? limit : Usual;
    }
}
