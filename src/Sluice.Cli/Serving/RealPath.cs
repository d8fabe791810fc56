using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sluice.Cli.Serving;

/// <summary>Where paths lead.</summary>
internal static unsafe class RealPath
{
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>The path with every link followed, or null where it leads nowhere.</summary>
    [SkipLocalsInit]
    public static string? Of(string path)
    {
        byte* resolved = stackalloc byte[LibC.LongestPath];
        return LibC.GetRealPath(path, resolved) is null ? null : Marshal.PtrToStringUTF8((nint)resolved);
    }

    /// <summary>Whether it is a regular file or a folder: to open anything else may wait for ever, or do something.</summary>
    [SkipLocalsInit]
    public static bool IsFileOrFolder(string path)
    {
        byte* status = stackalloc byte[LibC.StatusSize];
        if (LibC.GetStatus(LibC.CurrentFolder, path, 0, LibC.Wanted, status) != 0)
            return false;
        return (Unsafe.ReadUnaligned<ushort>(status + LibC.ModeOffset) & TypeMask) is Regular or Folder;
    }
}
