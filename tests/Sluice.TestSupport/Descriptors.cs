using System.Globalization;

namespace Sluice.TestSupport;

/// <summary>The open descriptors of this process.</summary>
public static class Descriptors
{
    public static int Count() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>Sockets, epolls and eventfds: what a sender opens besides files. The runtime opens assemblies whenever it likes.</summary>
    public static int CountOfSockets() => CountTo("socket:") + CountTo("anon_inode:");

    /// <summary>How many descriptors lead to a path below a folder.</summary>
    public static int CountBelow(string folder) => CountTo(folder);

    /// <summary>How many descriptors of another process lead to a path below a folder.</summary>
    public static int CountBelow(string folder, int process) => CountTo(folder, process.ToString(CultureInfo.InvariantCulture));

    private static int CountTo(string beginning, string process = "self")
    {
        int count = 0;
        foreach (string descriptor in Directory.GetFileSystemEntries($"/proc/{process}/fd"))
        {
            try
            {
                if (new FileInfo(descriptor).LinkTarget?.StartsWith(beginning, StringComparison.Ordinal) == true)
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
