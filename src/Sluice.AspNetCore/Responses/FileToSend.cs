using Microsoft.Win32.SafeHandles;

namespace Sluice.AspNetCore.Responses;

/// <summary>A range of an open file, within its bounds.</summary>
/// <param name="Handle">The caller's to dispose of.</param>
/// <param name="Offset">First byte, from the start of the file.</param>
/// <param name="Count">Bytes, at least one.</param>
internal readonly record struct FileToSend(SafeFileHandle Handle, long Offset, long Count)
{
    /// <summary>
    /// Opens a file and looks at its length. Null for all that is not plain: a missing file, a range outside, nothing to send, a file that does not tell its
    /// length. The stock call then has its own answer or its own error for that.
    /// </summary>
    public static FileToSend? TryOpen(string path, long offset, long? count)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }

        long length = LengthOf(handle);
        long bytes = count ?? length - offset;
        if (offset >= 0 && bytes > 0 && bytes <= length - offset)
            return new FileToSend(handle, offset, bytes);
        handle.Dispose();
        return null;
    }

    private static long LengthOf(SafeFileHandle handle)
    {
        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (NotSupportedException)
        {
            // A pipe.
            return 0;
        }
    }
}
