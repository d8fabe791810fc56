using System.Diagnostics;
using System.Runtime.InteropServices;
using Sluice.TestSupport.Processes;

namespace Sluice.TestSupport.Mounts;

/// <summary>
/// A real FUSE file system whose daemon is a process of the test's own: slow, or hanging for as long as the test wants. Unmounted, and its daemon
/// ended, when the test ends.
/// </summary>
public sealed partial class FuseMount : IDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;

    private readonly ChildProcess _daemon;
    private readonly bool _hasMadeFolder;

    private FuseMount(ChildProcess daemon, string folder, bool hasMadeFolder)
    {
        _daemon = daemon;
        _hasMadeFolder = hasMadeFolder;
        Folder = folder;
        Leftovers.Add(this);
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <summary>Mounts a folder a second time, by way of bindfs.</summary>
    /// <param name="source">The folder whose files it shows.</param>
    /// <param name="folder">Where to mount it; if it is not there it is made, and goes with the mount.</param>
    /// <param name="options">More options of bindfs, such as <c>--read-rate=256k</c>.</param>
    public static async Task<FuseMount> BindAsync(string source, string folder, params string[] options)
    {
        await Packages.RequireAsync("bindfs");
        Xunit.Assert.SkipUnless(File.Exists("/dev/fuse"), "this system has no /dev/fuse");
        return await StartAsync("bindfs", folder, ["-f", "--no-allow-other", .. options, source, folder]);
    }

    /// <summary>Starts a FUSE daemon that stays in the foreground, and waits until its mount is there.</summary>
    public static async Task<FuseMount> StartAsync(string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        bool hasMadeFolder = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        ProcessStartInfo start = new(program, arguments);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        ChildProcess daemon = ChildProcess.Start(start);
        FuseMount mount = new(daemon, folder, hasMadeFolder);
        try
        {
            await daemon.UntilAsync(() => IsMounted(folder), $"{folder} was mounted");
        }
        catch
        {
            mount.Dispose();
            throw;
        }

        return mount;
    }

    /// <summary>From now on nothing that is asked of it is answered.</summary>
    public void Hang() => Signal(Stop);

    /// <summary>What it was asked meanwhile is answered, and all that comes after.</summary>
    public void Recover() => Signal(Continue);

    public void Dispose()
    {
        Leftovers.Remove(this);
        Recover();
        foreach (string program in (string[])["fusermount", "fusermount3"])
        {
            if (IsMounted(Folder) && File.Exists($"/usr/bin/{program}"))
            {
                using Process unmount = Process.Start(new ProcessStartInfo(program, ["-u", "-z", Folder]) { RedirectStandardError = true })!;
                unmount.WaitForExit();
            }
        }

        _daemon.Dispose();
        if (_hasMadeFolder && !IsMounted(Folder))
            Directory.Delete(Folder);
    }

    private static bool IsMounted(string folder) =>
        File.ReadLines("/proc/self/mountinfo").Any(line => line.Contains($" {folder} ", StringComparison.Ordinal));

    private void Signal(int signal) => _ = SendSignal(_daemon.Id, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
