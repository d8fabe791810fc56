using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>Numbers of the system calls that are made without a function of libc (arch/x86/entry/syscalls/syscall_64.tbl; include/uapi/asm-generic/unistd.h).</summary>
internal static class SystemCall
{
    public static nint OpenAt => IsX64 ? 257 : 56;

    public static nint Close => IsX64 ? 3 : 57;

    public static nint PRead => IsX64 ? 17 : 67;

    public static nint SendTo => IsX64 ? 44 : 206;

    public static nint SendMessage => IsX64 ? 46 : 211;

    public static nint SendMessages => IsX64 ? 307 : 269;

    public static nint PReadVector2 => IsX64 ? 327 : 286;

    public static nint GetDirectoryEntries => IsX64 ? 217 : 61;

    // From here on the numbers are the same everywhere (include/uapi/asm-generic/unistd.h), and libc has no function at all.
    public static nint OpenAt2 => 437;

    public static nint CacheStat => 451;

    private static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;
}
