namespace Sluice.Operations;

/// <summary>
/// Pinned buffers in which an engine puts tiny buffers and small files side by side for one call. An engine holds one for a turn at
/// most, never while it waits: what the kernel did not take is gathered again. So there are no more of them than threads
/// that send at one time, and 10,000 waiting sends hold none.
/// </summary>
internal sealed class StagingPool(int size)
{
    private readonly IdlePool<byte[]> _idle = new();

    public int Size { get; } = size;

    public byte[] Rent() => _idle.Rent() ?? GC.AllocateUninitializedArray<byte>(Size, pinned: true);

    public void Return(byte[] buffer) => _idle.Return(buffer);
}
