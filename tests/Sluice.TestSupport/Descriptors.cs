namespace Sluice.TestSupport;

/// <summary>The open descriptors of this process.</summary>
public static class Descriptors
{
    public static int Count() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>How many descriptors lead to a path below a folder.</summary>
    public static int CountBelow(string folder)
    {
        int count = 0;
        foreach (string descriptor in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            try
            {
                if (new FileInfo(descriptor).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true)
                    count++;
            }
            catch (IOException)
            {
                // Closed between the listing and the look.
            }
        }

        return count;
    }
}
