using Sluice.Operations;

namespace Sluice.Datagrams;

/// <summary>
/// Where a batch puts what cannot be sent from where it lies: a buffer of the pool, rented with the first byte, or a larger one that its caller has pinned.
/// </summary>
internal unsafe ref struct BatchStaging
{
    private readonly StagingPool _pool;
    private readonly byte* _large;
    private readonly int _size;
    private byte[]? _rented;
    private int _used;

    public BatchStaging(StagingPool pool, Span<byte> large)
    {
        _pool = pool;
        _size = large.IsEmpty ? pool.Size : large.Length;
        fixed (byte* address = large)
            _large = address;
    }

    public readonly int Room => _size - _used;

    /// <summary>The address of the next free byte.</summary>
    public byte* Next
    {
        get
        {
            if (_large is not null)
                return _large + _used;
            _rented ??= _pool.Rent();

            // The pool's buffers are on the pinned heap: their address holds without a pin.
            fixed (byte* start = _rented)
                return start + _used;
        }
    }

    /// <summary>Takes bytes that have been written at the next free one.</summary>
    public void Use(long bytes) => _used += (int)bytes;

    public readonly void Return()
    {
        if (_rented is not null)
            _pool.Return(_rented);
    }
}
