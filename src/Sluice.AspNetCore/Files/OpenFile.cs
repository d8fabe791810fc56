using Microsoft.Win32.SafeHandles;

namespace Sluice.AspNetCore.Files;

/// <summary>An open file that several responses and the cache may share. The last of them to let go closes it.</summary>
internal sealed class OpenFile(SafeFileHandle handle, FileStatus status)
{
    private int _holders = 1;

    public SafeFileHandle Handle => handle;

    /// <summary>What the path led to when it was opened.</summary>
    public FileStatus Status => status;

    /// <summary>The sweep in which it was last asked for.</summary>
    public long LastUse { get; set; }

    /// <summary>Holds it open. False where it has been closed already.</summary>
    public bool TryHold()
    {
        int holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            int seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
                return true;
            holders = seen;
        }

        return false;
    }

    /// <summary>Lets go of it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            handle.Dispose();
    }
}
