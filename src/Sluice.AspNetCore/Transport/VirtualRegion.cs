using System.Buffers;
using System.Runtime.InteropServices;

namespace Sluice.AspNetCore.Transport;

/// <summary>
/// Memory that stands for bytes of a file: reserved, never touched, so it never costs a page. Kestrel "writes" it, onto itself, and thereby
/// counts as many bytes as the file range has. One for the process: nobody ever reads or writes it, so all connections share it.
/// </summary>
internal sealed unsafe class VirtualRegion : MemoryManager<byte>
{
    /// <summary>Most bytes of a file that one write stands for.</summary>
    public const int Size = 16 * 1024 * 1024;

    // calloc(3) takes so large a block from mmap(2), untouched; were it one used before, it would be cleared. Never freed: it lives as long as the process.
    private readonly byte* _start = (byte*)NativeMemory.AllocZeroed(Size);

    private VirtualRegion()
    {
    }

    public static VirtualRegion Instance { get; } = new();

    /// <summary>Whether memory begins where the region does, that is, whether a copy of the region into it would move nothing.</summary>
    public bool IsStartOf(ReadOnlySpan<byte> memory)
    {
        fixed (byte* start = memory)
            return start == _start;
    }

    public override Span<byte> GetSpan() => new(_start, Size);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
