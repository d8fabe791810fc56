using System.Buffers;

namespace Sluice.Soak.Content;

/// <summary>Memory outside the managed heap, which counts its pins: when its send is over there is none.</summary>
internal sealed unsafe class NativeBytes(int length) : MemoryManager<byte>
{
    private readonly byte* _start = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc((nuint)length);
    private int _pins;
    private bool _isFreed;

    public int Pins => Volatile.Read(ref _pins);

    public override Span<byte> GetSpan() => new(_start, length);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        Interlocked.Increment(ref _pins);
        return new MemoryHandle(_start + elementIndex, pinnable: this);
    }

    public override void Unpin() => Interlocked.Decrement(ref _pins);

    protected override void Dispose(bool disposing)
    {
        if (_isFreed)
            return;
        _isFreed = true;
        System.Runtime.InteropServices.NativeMemory.Free(_start);
    }
}
