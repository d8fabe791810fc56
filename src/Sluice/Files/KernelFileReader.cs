using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>Reads by the kernel room's calls.</summary>
internal sealed unsafe class KernelFileReader(IKernel kernel) : IFileReader
{
    // How far ahead of a place that was not in memory the disk is set to work.
    private const int PrefetchBytes = 2 * 1024 * 1024;

    private readonly Residency _residency = new(kernel);

    public bool CanTry => true;

    public int? TryRead(ref OpenFile file, Span<byte> buffer, long offset)
    {
        fixed (byte* address = buffer)
        {
            KernelResult result = _residency.ReadResident(ref file, address, buffer.Length, offset);
            return result.Error == Errno.Again ? null : BytesOf(result, file, offset);
        }
    }

    public int Read(ref OpenFile file, Span<byte> buffer, long offset, long needed)
    {
        int bytes;
        fixed (byte* address = buffer)
            bytes = BytesOf(kernel.Read(file.Descriptor, address, (nuint)buffer.Length, offset, ReadFlags.None), file, offset);

        // The disk goes on while the stream takes these bytes.
        if (!file.IsRemote && bytes > 0 && needed > bytes)
            kernel.Prefetch(file.Descriptor, offset + bytes, Math.Min(needed - bytes, PrefetchBytes));
        return bytes;
    }

    private static int BytesOf(KernelResult result, in OpenFile file, long offset) =>
        result.Succeeded ? (int)result.Value : throw FileErrors.Unreadable(result.Error, file.Name, offset);
}
