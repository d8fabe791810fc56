using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>
/// Closes files of senders, those by a disk thread whose close may take long. On network and FUSE file systems close(2) tells the daemon or the server (FUSE_FLUSH, SMB2
/// CLOSE) and waits for the answer (docs/decisions/0051). Of a file that was deleted meanwhile the last one to close it takes its pages out of the cache and its blocks off
/// the disk: 0.27 ms for every MiB (docs/decisions/0067).
/// </summary>
internal sealed class FileCloser(IKernel kernel, IDiskCloser disk)
{
    // A millisecond's worth. The question costs a system call, and of what is smaller nobody asks it.
    private const long LargeFile = 4 * 1024 * 1024;

    /// <summary>Closes a file of a file system that has to be asked.</summary>
    public void CloseRemote(int descriptor, ulong fileSystem) => disk.Close(descriptor, fileSystem);

    /// <summary>Closes a file of any other.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="size">Its bytes when it was last measured.</param>
    public void CloseLocal(int descriptor, long size)
    {
        if (size >= LargeFile && kernel.GetStatus(descriptor, StatusFlags.DontSync, out FileStatus status) is { Succeeded: true } && status.Links == 0)
            disk.Close(descriptor, status.Identity.FileSystem);
        else
            kernel.Close(descriptor);
    }
}
