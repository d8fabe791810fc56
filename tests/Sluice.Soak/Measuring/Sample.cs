using System.Globalization;

namespace Sluice.Soak.Measuring;

/// <summary>What the process holds while nothing is under way, after a full collection.</summary>
/// <param name="Elapsed">Since the run began.</param>
/// <param name="Descriptors">Open descriptors.</param>
/// <param name="Managed">Bytes of the managed heap that are in use.</param>
/// <param name="Resident">Bytes of memory.</param>
/// <param name="Threads">Threads of the kernel's.</param>
/// <param name="SenderThreads">Those of them that are the sender's own.</param>
/// <param name="Pinned">Objects that were pinned at the last collection.</param>
/// <param name="BytesPerSecond">What was received and found right since the sample before, in the time that the lanes ran.</param>
internal readonly record struct Sample(
    TimeSpan Elapsed, int Descriptors, long Managed, long Resident, int Threads, int SenderThreads, long Pinned, double BytesPerSecond)
{
    public static Sample Take(TimeSpan elapsed, double bytesPerSecond)
    {
        // What has a finalizer is only gone after a second collection.
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        long managed = GC.GetTotalMemory(forceFullCollection: true);
        string[] tasks = [.. Directory.EnumerateDirectories("/proc/self/task").Select(NameOf)];
        return new Sample(
            elapsed, Directory.GetFileSystemEntries("/proc/self/fd").Length, managed, ReadResident(), tasks.Length,
            tasks.Count(static name => name.StartsWith("Sluice", StringComparison.Ordinal)), GC.GetGCMemoryInfo().PinnedObjectsCount, bytesPerSecond);
    }

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm"));
        }
        catch (IOException)
        {
            // It has ended since.
            return "";
        }
    }

    private static long ReadResident()
    {
        string line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmRSS", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
