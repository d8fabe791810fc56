namespace Sluice.LinuxTests.Support;

/// <summary>The sender's own threads in this process, as the kernel names them.</summary>
internal static class SenderThreads
{
    public static int Count() => Directory.EnumerateDirectories("/proc/self/task").Count(IsSenders);

    private static bool IsSenders(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).StartsWith("Sluice", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended since.
            return false;
        }
    }
}
