using Sluice.AspNetCore.Files;

namespace Sluice.AspNetCore.Responses;

/// <summary>A range of an open file, within its bounds.</summary>
/// <param name="File">To be released.</param>
/// <param name="Offset">First byte, from the start of the file.</param>
/// <param name="Count">Bytes, at least one.</param>
internal readonly record struct FileRange(OpenFile File, long Offset, long Count)
{
    /// <summary>
    /// Opens a file. Null for all that is not plain: a missing file, a range outside, nothing to send, a file that does not tell its length. The
    /// stock call then has its own answer or its own error for that.
    /// </summary>
    public static FileRange? TryOpen(OpenFileCache files, string path, long offset, long? count)
    {
        if (files.TryOpen(path, out long length) is not { } file)
            return null;
        long bytes = count ?? length - offset;
        if (offset >= 0 && bytes > 0 && bytes <= length - offset)
            return new FileRange(file, offset, bytes);
        file.Release();
        return null;
    }
}
