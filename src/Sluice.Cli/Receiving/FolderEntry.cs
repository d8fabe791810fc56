using System.Runtime.InteropServices;

namespace Sluice.Cli.Receiving;

/// <summary>Puts the names of a folder on the disk: a file that was renamed has its new name for certain only then. The framework opens no folders.</summary>
internal static partial class FolderEntry
{
    // O_RDONLY | O_CLOEXEC. A folder needs no flag of its own, and that of O_DIRECTORY differs between processors.
    private const int ReadOnly = 0x80000;

    private const int InvalidArgument = 22;

    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;
        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            throw new IOException($"The folder {folder} cannot be opened to put its new entry on the disk: {Marshal.GetLastPInvokeErrorMessage()}.");
        try
        {
            // Some file systems have nothing to put, and say so by EINVAL.
            if (Synchronize(descriptor) < 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw new IOException($"The new entry of the folder {folder} cannot be put on the disk: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
