using Sluice.Operations;

namespace Sluice.Writing;

/// <summary>Buffers of the sends over streams. A send holds two at most, one being read while the other is written; a send that waits behind others holds none.</summary>
internal sealed class BufferPool(int size)
{
    // What a busy server has in use at a time; more are left to the garbage collector.
    private const int Capacity = 256;

    private readonly IdlePool<byte[]> _idle = new(Capacity);

    public byte[] Rent() => _idle.Rent() ?? GC.AllocateUninitializedArray<byte>(size);

    public void Return(byte[] buffer) => _idle.Return(buffer);
}
