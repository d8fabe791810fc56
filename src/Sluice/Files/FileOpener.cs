using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>Opens a path for reading, without ever waiting for a FIFO's other end or taking a terminal.</summary>
internal static unsafe class FileOpener
{
    // Most paths are shorter; longer ones use a pooled buffer.
    private const int StackBytes = 512;

    private const OpenFlags Flags = OpenFlags.ReadOnly | OpenFlags.CloseOnExec | OpenFlags.NonBlocking | OpenFlags.NoControllingTerminal;

    // Whether openat2(2) with RESOLVE_CACHED is missing (before Linux 5.12): then every open may wait, and is made all the same.
    private static volatile bool _lacksOpenCached;

    private delegate KernelResult PathCall(IKernel kernel, byte* path);

    public static int Open(IKernel kernel, string path)
    {
        KernelResult result = Call(kernel, path, static (kernel, encoded) => kernel.Open(encoded, Flags));
        return result.Succeeded ? (int)result.Value : throw FileErrors.Describe(result.Error, path);
    }

    /// <summary>Opens a path whose folders are all in the kernel's cache; -1 where one is not.</summary>
    public static int OpenCached(IKernel kernel, string path)
    {
        if (_lacksOpenCached)
            return Open(kernel, path);
        KernelResult result = Call(kernel, path, static (kernel, encoded) => kernel.OpenCached(encoded, Flags));
        switch (result.Error)
        {
            case Errno.None:
                return (int)result.Value;
            case Errno.Again:
                return -1;
            case Errno.NotImplemented or Errno.Invalid or Errno.NotPermitted:
                // EPERM is what some containers' filters answer for a call that they do not know.
                _lacksOpenCached = result.Error != Errno.NotPermitted;
                return Open(kernel, path);
            default:
                throw FileErrors.Describe(result.Error, path);
        }
    }

    public static bool IsRegular(IKernel kernel, string path) => Call(kernel, path, static (kernel, encoded) =>
    {
        KernelResult result = kernel.GetPathStatus(encoded, out FileStatus status);
        return KernelResult.Success(result.Succeeded && status.Kind == FileKind.Regular ? 1 : 0);
    }).Value == 1;

    [SkipLocalsInit]
    private static KernelResult Call(IKernel kernel, string path, PathCall call)
    {
        if (path.Contains('\0'))
            throw new ArgumentException("A path must not contain the NUL character.", nameof(path));

        int most = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        byte[]? rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> buffer = rented ?? stackalloc byte[StackBytes];
        try
        {
            buffer[Encoding.UTF8.GetBytes(path, buffer)] = 0;
            fixed (byte* encoded = buffer)
                return call(kernel, encoded);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
