using System.Diagnostics;

namespace Sluice.Compare.Cold;

/// <summary>A folder seen through bindfs, at 256 KB/s. Unmounted, and its daemon ended, by disposing of it.</summary>
internal sealed class SlowMount : IDisposable
{
    private const string Program = "/usr/bin/bindfs";
    private readonly Process _daemon;

    public SlowMount(string source, string folder)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        _daemon = Process.Start(new ProcessStartInfo(Program, ["-f", "--no-allow-other", "--read-rate=256k", source, Folder]))!;
        while (!File.ReadAllText("/proc/self/mountinfo").Contains($" {Folder} ", StringComparison.Ordinal))
        {
            if (_daemon.WaitForExit(10))
                throw new InvalidOperationException($"bindfs ended with {_daemon.ExitCode}.");
        }
    }

    public static bool IsAvailable => File.Exists(Program) && File.Exists("/dev/fuse");

    public string Folder { get; }

    public void Dispose()
    {
        using (Process unmount = Process.Start(File.Exists("/usr/bin/fusermount") ? "fusermount" : "fusermount3", ["-u", "-z", Folder]))
            unmount.WaitForExit();
        _daemon.Kill();

        // The kernel keeps it for as long as it is in a read of its own; the mount is gone already.
        _daemon.WaitForExit(TimeSpan.FromSeconds(5));
        _daemon.Dispose();
    }
}
