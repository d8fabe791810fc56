using System.Buffers;

namespace Sluice.LinuxTests;

/// <summary>A manager whose own memory begins later than its span, as CreateMemory permits.</summary>
internal sealed class OffsetMemory(byte[] bytes, int start) : MemoryManager<byte>
{
    public override Memory<byte> Memory => CreateMemory(start, bytes.Length - start);

    /// <summary>Memory of it that begins before its own.</summary>
    public Memory<byte> From(int offset) => CreateMemory(offset, bytes.Length - offset);

    public override Span<byte> GetSpan() => bytes;

    public override MemoryHandle Pin(int elementIndex = 0) => bytes.AsMemory(elementIndex).Pin();

    public override void Unpin()
    {
        // The handle that Pin gave out does that.
    }

    protected override void Dispose(bool disposing)
    {
        // It owns nothing.
    }
}
