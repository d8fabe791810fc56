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

    private delegate KernelResult PathCall(IKernel kernel, byte* path);

    public static int Open(IKernel kernel, string path)
    {
        KernelResult result = Call(kernel, path, static (kernel, encoded) => kernel.Open(encoded, Flags));
        return result.Succeeded ? (int)result.Value : throw FileErrors.Describe(result.Error, path);
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
