using Microsoft.Win32.SafeHandles;

namespace Sluice.Planning;

/// <summary>The files of one plan: what the planner asks of the files room.</summary>
internal interface IPlanFiles
{
    /// <summary>Opens a file. Throws the framework's exception for a file that cannot be opened or is not a regular one.</summary>
    PlannedFile Open(string path);

    /// <summary>Takes the caller's own handle into the table, without owning it.</summary>
    PlannedFile Adopt(SafeFileHandle handle);

    /// <summary>
    /// The files that a path stands for: null where it has no wildcard or names a file as it is, else the matching regular files in
    /// ordinal order. Throws <see cref="FileNotFoundException"/> where nothing matches.
    /// </summary>
    IReadOnlyList<string>? Expand(string path);

    /// <summary>Whether the file yields a byte at an offset, whatever size it reports.</summary>
    bool HasByteAt(int file, long offset);
}
