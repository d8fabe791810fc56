using System.Diagnostics;
using Sluice.TestSupport.Processes;
using Xunit;

namespace Sluice.TestSupport.Mounts;

/// <summary>
/// A real SMB server, Debian's samba, with one share for guests, and a mount of it: the kernel's own where it has cifs loaded, else by smbnetfs. It has its own network
/// namespace, so that it can have the port that SMB clients insist on whatever else runs on this machine; all its state is in a folder of the test's. Its processes
/// are the test's own and end with it.
/// </summary>
public sealed class SmbServer : IDisposable
{
    /// <summary>The server, by the name that the mount knows it by.</summary>
    public const string Host = "127.0.0.1";

    /// <summary>The share.</summary>
    public const string Share = "media";

    private readonly ChildProcess _server;
    private FuseMount? _mount;
    private string? _kernelMount;

    private SmbServer(ChildProcess server, string files)
    {
        _server = server;
        Files = files;
        Leftovers.Add(this);
    }

    /// <summary>The folder whose files the share has.</summary>
    public string Files { get; }

    /// <summary>Where it is mounted: the share itself by the kernel, <c>Folder/server/share</c> by smbnetfs.</summary>
    public string Folder => _kernelMount ?? _mount!.Folder;

    /// <summary>Starts the server and mounts it.</summary>
    /// <param name="folder">A folder for its state, its files and the mount.</param>
    /// <param name="fill">Puts the files into the folder that it is given: the mount keeps what it was told of a folder for a while.</param>
    public static async Task<SmbServer> StartAsync(string folder, Action<string> fill)
    {
        bool isKernels = File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\tcifs", StringComparison.Ordinal));
        await Packages.RequireAsync("samba", isKernels ? "cifs-utils" : "smbnetfs", "iproute2");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give an SMB server a network of its own");
        Assert.SkipUnless(isKernels || File.Exists("/dev/fuse"), "this system has neither cifs in its kernel nor /dev/fuse");
        string state = Directory.CreateDirectory(Path.Combine(folder, "smb-state")).FullName;
        string files = Directory.CreateDirectory(Path.Combine(folder, "smb-files")).FullName;
        fill(files);
        string configuration = Path.Combine(state, "smb.conf");
        await File.WriteAllTextAsync(configuration, $"""
            [global]
            server role = standalone server
            map to guest = Bad User
            guest account = root
            interfaces = lo
            bind interfaces only = yes
            smb ports = 445
            disable netbios = yes
            disable spoolss = yes
            load printers = no
            log file = {state}/log
            private dir = {state}
            lock directory = {state}
            state directory = {state}
            cache directory = {state}
            pid directory = {state}
            ncalrpc dir = {state}/ncalrpc
            [{Share}]
            path = {files}
            guest ok = yes
            read only = yes
            """);
        ChildProcess daemon = ChildProcess.Start("unshare", ["--net", "sh", "-c", $"ip link set lo up && exec smbd --foreground --no-process-group --configfile={configuration}"]);
        SmbServer server = new(daemon, files);
        try
        {
            string pidFile = Path.Combine(state, "smbd.pid");
            await daemon.UntilAsync(() => File.Exists(pidFile), "the SMB server listened");
            if (isKernels)
                await server.MountByKernelAsync(folder);
            else
                await server.MountAsync(folder);
        }
        catch
        {
            server.Dispose();
            throw;
        }

        return server;
    }

    public void Dispose()
    {
        Leftovers.Remove(this);
        if (_kernelMount is not null)
        {
            using Process unmount = Process.Start(new ProcessStartInfo("umount", ["-l", _kernelMount]) { RedirectStandardError = true })!;
            unmount.WaitForExit();
        }

        _mount?.Dispose();
        _server.Dispose();
    }

    private async Task MountByKernelAsync(string folder)
    {
        string point = Directory.CreateDirectory(Path.Combine(folder, "smb-mount")).FullName;
        await Bounded.Until(() => TryMount(point), "the share was mounted");
        _kernelMount = point;
    }

    // The server answers some time after it has begun to listen.
    private bool TryMount(string point)
    {
        string[] arguments = [$"--net=/proc/{_server.Id}/ns/net", "mount", "-t", "cifs", $"//{Host}/{Share}", point, "-o", "guest,vers=3.0,ro,iocharset=utf8"];
        using Process mount = Process.Start(new ProcessStartInfo("nsenter", arguments) { RedirectStandardError = true })!;
        mount.WaitForExit();
        return mount.ExitCode == 0;
    }

    private async Task MountAsync(string folder)
    {
        string home = Path.Combine(folder, "smb-home"), settings = Directory.CreateDirectory(Path.Combine(home, ".smb")).FullName;
        await File.WriteAllTextAsync(Path.Combine(settings, "smb.conf"), "[global]\nname resolve order = host\ndisable netbios = yes\n");
        await File.WriteAllTextAsync(Path.Combine(settings, "smbnetfs.conf"), "");
        foreach (string file in Directory.GetFiles(settings))
            MakePrivate(file);
        _mount = await FuseMount.StartAsync(
            "nsenter", Path.Combine(folder, "smb-mount"), [$"--net=/proc/{_server.Id}/ns/net", "smbnetfs", "-f", Path.Combine(folder, "smb-mount")],
            new Dictionary<string, string> { ["HOME"] = home, ["LC_ALL"] = "C.UTF-8" });

        // The server answers some time after it has begun to listen; until then the mount makes up folders that are empty.
        await _server.UntilAsync(() => HasFiles(Path.Combine(Folder, Host, Share)), "the share was mounted");
    }

    private static bool HasFiles(string folder)
    {
        try
        {
            return Directory.GetFiles(folder).Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // smbnetfs reads no settings that others may read.
    private static void MakePrivate(string file)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
