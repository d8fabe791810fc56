using System.Runtime.InteropServices;

namespace Sluice.Cli.Serving;

/// <summary>What only the system itself can say of a path.</summary>
internal static unsafe partial class LibC
{
    /// <summary>PATH_MAX of linux/limits.h, its zero included.</summary>
    public const int LongestPath = 4096;

    public const int CurrentFolder = -100;

    /// <summary>STATX_TYPE | STATX_MODE.</summary>
    public const uint Wanted = 0x3;

    /// <summary>Bytes of struct statx, and where its mode lies.</summary>
    public const int StatusSize = 256;
    public const int ModeOffset = 28;

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* GetRealPath(string path, byte* resolved);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetStatus(int folder, string path, int flags, uint mask, byte* status);
}
