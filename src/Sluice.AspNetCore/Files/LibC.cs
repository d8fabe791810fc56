using System.Runtime.InteropServices;

namespace Sluice.AspNetCore.Files;

/// <summary>The one call that the framework has no equal for: its own tells no inode, and costs several calls more.</summary>
internal static partial class LibC
{
    public const int CurrentFolder = -100;

    // STATX_TYPE | STATX_MODE | STATX_INO | STATX_SIZE | STATX_CTIME.
    public const uint Wanted = 0x1 | 0x2 | 0x100 | 0x200 | 0x80;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetStatus(int folder, string path, int flags, uint mask, out FileStatus status);
}
