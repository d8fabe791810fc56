namespace Sluice.Files;

/// <summary>Closes files on a disk thread, where nobody waits for it.</summary>
internal interface IDiskCloser
{
    /// <summary>Has a descriptor closed soon, which is nobody's any more.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="fileSystem">The number of its file system, by which the disk threads are shared.</param>
    void Close(int descriptor, ulong fileSystem);
}
