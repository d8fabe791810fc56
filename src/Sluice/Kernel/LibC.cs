using System.Runtime.InteropServices;

// Not beside the program: there is no C library, and each look for one costs the first send of a process.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Sluice.Kernel;

/// <summary>
/// The C library's entry points, blittable and without SetLastError: the runtime keeps errno across the return of a
/// call, so <see cref="LinuxKernel"/> reads it only after a failure and saves clearing it before every call.
/// </summary>
internal static unsafe partial class LibC
{
    // The full name finds what is loaded already. For "libc" the runtime first has the loader look through all its folders for libc.so, which is a text for linkers, and
    // for liblibc.so: 110 us, against 2 us. glibc has this name on x86-64 and arm64, and musl takes any name that begins with "libc." for itself.
    private const string Name = "libc.so.6";

    /// <summary>
    /// Any system call by its number. It is no cancellation point, as libc's own open, close, pread and send are: in a process with more
    /// than one thread those take two locked instructions before and after every call.
    /// </summary>
    [LibraryImport(Name, EntryPoint = "syscall")]
    public static partial nint Call(nint number, nint first, nint second, nint third, nint fourth, nint fifth, nint sixth);

    [LibraryImport(Name, EntryPoint = "statx")]
    public static partial int Statx(int directory, byte* path, int flags, uint mask, StatxBuffer* buffer);

    [LibraryImport(Name, EntryPoint = "posix_fadvise")]
    public static partial int Advise(int descriptor, long offset, long count, int advice);

    [LibraryImport(Name, EntryPoint = "fstatfs")]
    public static partial int StatFileSystem(int descriptor, FileSystemBuffer* buffer);

    [LibraryImport(Name, EntryPoint = "sendfile")]
    public static partial nint SendFile(int output, int input, long* offset, nuint count);

    [LibraryImport(Name, EntryPoint = "setsockopt")]
    public static partial int SetSocketOption(int socket, int level, int name, void* value, uint length);

    [LibraryImport(Name, EntryPoint = "getsockopt")]
    public static partial int GetSocketOption(int socket, int level, int name, void* value, uint* length);

    [LibraryImport(Name, EntryPoint = "shutdown")]
    public static partial int Shutdown(int socket, int how);

    [LibraryImport(Name, EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Name, EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int descriptor, void* registration);

    [LibraryImport(Name, EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, void* events, int count, int timeout);

    [LibraryImport(Name, EntryPoint = "eventfd")]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Name, EntryPoint = "write")]
    public static partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport(Name, EntryPoint = "read")]
    public static partial nint Read(int descriptor, void* buffer, nuint count);
}
