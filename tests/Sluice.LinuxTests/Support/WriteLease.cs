using System.Runtime.InteropServices;
using Sluice.Kernel;

namespace Sluice.LinuxTests.Support;

/// <summary>A write lease on a file (fcntl(2), F_SETLEASE), as a file server holds it for a client: who opens the file has to wait until it is given up.</summary>
internal sealed partial class WriteLease : IDisposable
{
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int GetLease = 1025;
    private const int WriteLock = 1;
    private const int Unlock = 2;

    // SIGURG, which ends no process.
    private const int IgnoredSignal = 23;

    private readonly FileStream _file;
    private readonly int _descriptor;

    public WriteLease(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.True(HandleReference.TryAcquire(_file.SafeFileHandle, out _descriptor));
        Assert.Equal(0, Control(_descriptor, SetSignal, IgnoredSignal));
        Assert.SkipUnless(Control(_descriptor, SetLease, WriteLock) == 0, "the file system of the temporary folder grants no leases");
    }

    /// <summary>Whether somebody has asked for the file since.</summary>
    public bool IsBeingBroken => Control(_descriptor, GetLease, 0) != WriteLock;

    public void GiveUp() => Assert.Equal(0, Control(_descriptor, SetLease, Unlock));

    public void Dispose()
    {
        _file.SafeFileHandle.DangerousRelease();
        _file.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, nint argument);
}
