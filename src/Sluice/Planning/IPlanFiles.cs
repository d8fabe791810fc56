using Microsoft.Win32.SafeHandles;

namespace Sluice.Planning;

/// <summary>The files of one plan: what the planner asks of the files room.</summary>
internal interface IPlanFiles
{
    /// <summary>
    /// Whether this planning may wait for a disk. Where it may not, what would have to wait is left undone and reported as such.
    /// </summary>
    bool MayWait { get; }

    /// <summary>Opens a file; null where that would have to wait. Throws the framework's exception for a file that cannot be opened or is not a regular one.</summary>
    PlannedFile? Open(string path);

    /// <summary>Takes the caller's own handle into the table, without owning it; null where measuring it would have to wait.</summary>
    PlannedFile? Adopt(SafeFileHandle handle);

    /// <summary>
    /// The files that a path stands for: null where it has no wildcard or names a file as it is, else the matching regular files in
    /// ordinal order. Throws <see cref="FileNotFoundException"/> where nothing matches.
    /// </summary>
    IReadOnlyList<string>? Expand(string path);

    /// <summary>Notes which folder would have to be waited for, where <see cref="Expand"/> may not be asked yet.</summary>
    void AwaitFolderOf(string path);

    /// <summary>Whether the file yields a byte at an offset, whatever size it reports.</summary>
    ByteProbe HasByteAt(int file, long offset);
}
