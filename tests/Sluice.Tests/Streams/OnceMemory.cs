using System.Buffers;

namespace Sluice.Tests.Streams;

/// <summary>Memory whose owner can take it back: whoever looks at it from then on gets an exception.</summary>
internal sealed class OnceMemory(byte[] bytes) : MemoryManager<byte>
{
    private bool _isGone;

    public void Forbid() => _isGone = true;

    public override Memory<byte> Memory => CreateMemory(bytes.Length);

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_isGone, this);
        return bytes;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("A send pins by itself.");

    public override void Unpin()
    {
        // Nothing is pinned by it.
    }

    protected override void Dispose(bool disposing) => _isGone = true;
}
