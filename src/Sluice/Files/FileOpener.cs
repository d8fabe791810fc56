using System.Buffers;
using System.Runtime.CompilerServices;
using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>Opens a path for reading, without ever waiting for a FIFO's other end or taking a terminal.</summary>
internal static unsafe class FileOpener
{
    // Most paths are shorter; longer ones use a pooled buffer.
    private const int StackBytes = 512;

    // Each costs some microseconds; that a rename comes between so many is past belief.
    private const int MostRaces = 100;

    private const OpenFlags Flags = OpenFlags.ReadOnly | OpenFlags.CloseOnExec | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;
    private const OpenFlags PlaceFlags = OpenFlags.PathOnly | OpenFlags.CloseOnExec;

    // Whether openat2(2) with RESOLVE_CACHED is missing (before Linux 5.12): then every open may wait, and is made all the same.
    private static volatile bool _lacksOpenCached;

    private delegate KernelResult PathCall(IKernel kernel, int folder, byte* path);

    /// <summary>Opens a path, however long looking it up takes.</summary>
    public static KernelResult Open(IKernel kernel, string path)
    {
        KernelResult result = Call(kernel, -1, path, static (kernel, _, encoded) => kernel.Open(encoded, Flags));
        return result.Error == Errno.Again
            ? OpenPlaced(kernel, Call(kernel, -1, path, static (kernel, _, encoded) => kernel.Open(encoded, PlaceFlags)))
            : result;
    }

    /// <summary>Opens a path below an open folder and nowhere else: EXDEV where a link leads out.</summary>
    public static KernelResult OpenBeneath(IKernel kernel, int folder, string path)
    {
        KernelResult result = Call(kernel, folder, path, static (kernel, folder, encoded) => kernel.OpenBeneath(folder, encoded, Flags));
        return result.Error == Errno.Again ? OpenPlaced(kernel, FindBeneath(kernel, folder, path)) : result;
    }

    /// <summary>A place to look paths up from.</summary>
    public static KernelResult OpenPlace(IKernel kernel, string path) => Call(kernel, -1, path, static (kernel, _, encoded) => kernel.Open(encoded, PlaceFlags));

    /// <summary>Opens a path whose folders are all in the kernel's cache; EAGAIN where one is not.</summary>
    public static KernelResult OpenCached(IKernel kernel, string path) => TryOpenCached(kernel, path, static (kernel, _, encoded) => kernel.OpenCached(encoded, Flags));

    /// <summary>The same for a path without links: ELOOP where one is on the way.</summary>
    public static KernelResult OpenCachedWithoutLinks(IKernel kernel, string path) =>
        TryOpenCached(kernel, path, static (kernel, _, encoded) => kernel.OpenCachedWithoutLinks(encoded, Flags));

    /// <summary>What is at a path whose folders are all in the kernel's cache, as far as that is known without asking its file system; EAGAIN where one is not.</summary>
    public static KernelResult ExamineCached(IKernel kernel, string path, out FileStatus status)
    {
        status = default;
        KernelResult place = Call(kernel, -1, path, static (kernel, _, encoded) => kernel.OpenCached(encoded, PlaceFlags));
        if (!place.Succeeded)
            return place;
        KernelResult result = kernel.GetStatus((int)place.Value, StatusFlags.DontSync, out status);
        kernel.Close((int)place.Value);
        return result;
    }

    /// <summary>
    /// The device number of the file system that a path leads to, as far as that can be told without waiting: that of the deepest folder on the way
    /// that is in the kernel's cache, and where something is mounted, its root always is.
    /// </summary>
    public static ulong FindFileSystem(IKernel kernel, string path)
    {
        for (string? place = Path.GetFullPath(path); place is not null; place = Path.GetDirectoryName(place))
        {
            if (ExamineCached(kernel, place, out FileStatus status).Succeeded)
                return status.Identity.FileSystem;
        }

        return 0;
    }

    /// <summary>What is at a path, links followed.</summary>
    public static KernelResult Examine(IKernel kernel, string path, out FileStatus status)
    {
        FileStatus found = default;
        KernelResult result = Call(kernel, -1, path, (kernel, _, encoded) => kernel.GetPathStatus(encoded, out found));
        status = found;
        return result;
    }

    /// <summary>What is at a path below an open folder, links followed that do not lead out of it.</summary>
    public static KernelResult ExamineBeneath(IKernel kernel, int folder, string path, out FileStatus status)
    {
        status = default;
        KernelResult place = FindBeneath(kernel, folder, path);
        if (!place.Succeeded)
            return place;
        KernelResult result = kernel.GetStatus((int)place.Value, StatusFlags.None, out status);
        kernel.Close((int)place.Value);
        return result;
    }

    /// <summary>
    /// Opens what is at a place already found. Somebody may hold a lease on it (fcntl(2), as Samba does for its clients), which an open that does not wait breaks and does not get past. The kernel
    /// ends the wait after 45 s (/proc/sys/fs/lease-break-time); and of a regular file it is sure that nothing else is waited for.
    /// </summary>
    private static KernelResult OpenPlaced(IKernel kernel, KernelResult place)
    {
        if (!place.Succeeded)
            return place;
        KernelResult result = kernel.GetStatus((int)place.Value, StatusFlags.None, out FileStatus status);
        if (result.Succeeded)
        {
            // By its descriptor: the path may lead to a FIFO by now.
            OpenFlags flags = status.Kind == FileKind.Regular ? Flags & ~OpenFlags.NonBlocking : Flags;
            result = Call(kernel, -1, $"/proc/self/fd/{place.Value}", (kernel, _, encoded) => kernel.Open(encoded, flags));
        }

        kernel.Close((int)place.Value);
        return result;
    }

    /// <summary>The place of a path below a folder: looked up again where a rename anywhere, or a mount, came between a link with <c>..</c> in it (openat2(2), EAGAIN).</summary>
    private static KernelResult FindBeneath(IKernel kernel, int folder, string path)
    {
        KernelResult result;
        int left = MostRaces;
        do
            result = Call(kernel, folder, path, static (kernel, folder, encoded) => kernel.OpenBeneath(folder, encoded, PlaceFlags));
        while (result.Error == Errno.Again && left-- > 0);
        return result;
    }

    private static KernelResult TryOpenCached(IKernel kernel, string path, PathCall call)
    {
        if (_lacksOpenCached)
            return Open(kernel, path);
        KernelResult result = Call(kernel, -1, path, call);
        if (result.Error is not (Errno.NotImplemented or Errno.Invalid or Errno.NotPermitted))
            return result;

        // EPERM is what some containers' filters answer for a call that they do not know, and EINVAL may be the file's own answer: some devices and daemons give it.
        KernelResult plain = Open(kernel, path);
        if (result.Error == Errno.NotImplemented || (result.Error == Errno.Invalid && plain.Succeeded))
            _lacksOpenCached = true;
        return plain;
    }

    [SkipLocalsInit]
    private static KernelResult Call(IKernel kernel, int folder, string path, PathCall call)
    {
        if (path.Contains('\0'))
            throw new ArgumentException("A path must not contain the NUL character.", nameof(path));

        int most = PathEncoding.MostBytes(path) + 1;
        byte[]? rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> buffer = rented ?? stackalloc byte[StackBytes];
        try
        {
            buffer[PathEncoding.Encode(path, buffer)] = 0;
            fixed (byte* encoded = buffer)
                return call(kernel, folder, encoded);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
