namespace Sluice.Files;

/// <summary>
/// Closes files of network and FUSE file systems without the caller's waiting for it: close(2) tells the daemon or the server (FUSE_FLUSH, SMB2 CLOSE) and waits for the answer.
/// </summary>
internal interface IRemoteCloser
{
    /// <summary>Has a descriptor closed soon, which is nobody's any more.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="fileSystem">The number of its file system, by which the disk threads are shared.</param>
    void Close(int descriptor, ulong fileSystem);
}
