using System.Runtime.InteropServices;
using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>A file of one send: one that the sender opened, or the caller's own.</summary>
internal struct OpenFile
{
    public OpenFile() => Descriptor = -1;

    /// <summary>The descriptor, where the kernel room opened or lent it; -1 otherwise.</summary>
    public int Descriptor;

    /// <summary>The handle, where there is one: the caller's own, or that of the framework's file calls.</summary>
    public SafeHandle? Handle;

    /// <summary>Whose descriptor it is, where the open-file cache keeps it open beyond this send.</summary>
    public CachedFile? Cached;

    /// <summary>Whether the sender opened it and has to close it.</summary>
    public bool IsOwned;

    /// <summary>The path as it was given, for messages and to open it again; null for a caller's handle.</summary>
    public string? Path;

    /// <summary>Which file it is, whatever the path leads to later.</summary>
    public FileIdentity Identity;

    /// <summary>Its bytes when it was last measured.</summary>
    public long Size;

    /// <summary>Whether this file cannot go out by sendfile(2) and is copied.</summary>
    public bool MustCopy;

    /// <summary>Whether its file system cannot say whether a read would wait (no RWF_NOWAIT).</summary>
    public bool CannotPeek;

    /// <summary>Whether cachestat(2) tells nothing of it: since Linux 6.14 the process has to own a file, or to be allowed to write it.</summary>
    public bool CannotCount;

    /// <summary>Whether, of a file that cannot be peeked into, every read may have to wait: a network or FUSE file system.</summary>
    public bool IsRemote;

    /// <summary>Where the stretch ends that was found in the page cache.</summary>
    public long ResidentEnd;

    /// <summary>Until when that is taken to hold.</summary>
    public long ResidentUntil;

    /// <summary>Where the stretch ends that a disk thread has waited for; 0 where there was none. What lies behind it is for the next disk step, in the page cache or not.</summary>
    public long PopulatedEnd;

    /// <summary>Bytes that the last disk step waited for beyond its own piece.</summary>
    public int PopulatedBytes;

    /// <summary>Whether it is open now. A sender's own file may have been closed after its check, to be opened again for its turn.</summary>
    public readonly bool IsOpen => Descriptor >= 0 || Handle is not null;

    /// <summary>A number of the file system that it lies on.</summary>
    public readonly ulong FileSystem => Identity.FileSystem;

    public readonly string Name => Path is null ? "the given file handle" : $"'{Path}'";
}
