using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;

namespace Sluice.Streams;

/// <summary>
/// The pieces of one gathered send, in order: stretches of a staging buffer, where tiny memory and file bytes lie side by side, and memory
/// that stays where it is. Lives on the stack for one call; every address in it is pinned by the frames above.
/// </summary>
internal unsafe ref struct VectorBatch(SendCursor start, long limit, IoVector* vectors, StagingPool pool)
{
    /// <summary>Pieces of one call: enough to keep calls rare, few enough to pin on the stack (the kernel's own limit is 1,024).</summary>
    public const int Capacity = 64;

    private byte[]? _staging;
    private int _staged;

    /// <summary>Looks ahead of the operation's own cursor by what is in the batch.</summary>
    public SendCursor Cursor = start;

    public IoVector* Vectors { get; } = vectors;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Pieces pinned by frames of the call: the depth of the stack.</summary>
    public int Pins { get; set; }

    public GatherStop Stop { get; set; }

    public Errno FileError { get; set; }

    /// <summary>Bytes that still fit under the limit of the call.</summary>
    public readonly long Room => limit - Bytes;

    public readonly int StagingRoom => pool.Size - _staged;

    public readonly bool IsFull => Count == Capacity || Pins == Capacity || Room == 0;

    /// <summary>Where the next staged bytes go.</summary>
    public byte* StagingTail
    {
        get
        {
            _staging ??= pool.Rent();

            // The pool's buffers are on the pinned heap: their address holds without a pin.
            fixed (byte* start = _staging)
                return start + _staged;
        }
    }

    /// <summary>Takes a copy of the memory at the cursor, piece after piece for as long as they are tiny. False where the first is not.</summary>
    /// <param name="tiny">Bytes of the largest tiny piece.</param>
    public bool TryStageTiny(int tiny)
    {
        int room = (int)Math.Min(Room, StagingRoom);
        int staged = 0;
        int pieces = 0;
        Span<byte> target = default;
        foreach (ref readonly Segment segment in Cursor.Ahead)
        {
            bool isFirst = pieces == 0;
            ReadOnlySpan<byte> bytes = isFirst && Cursor.IsWithin ? Cursor.Memory.Span : segment.Memory.Span;
            if (!segment.IsMemory || bytes.Length > tiny || bytes.Length > room - staged)
                break;
            if (isFirst)
                target = new Span<byte>(StagingTail, room);
            bytes.CopyTo(target[staged..]);
            staged += bytes.Length;
            pieces++;
            if (segment.EndsPacket)
                break;
        }

        if (pieces == 0)
            return false;
        Take(StagingTail, staged);
        _staged += staged;
        Cursor.Pass(pieces, staged);
        return true;
    }

    /// <summary>Takes bytes already written at <see cref="StagingTail"/> into the batch.</summary>
    public void CommitStaged(int bytes)
    {
        byte* address = StagingTail;
        _staged += bytes;
        Add(address, bytes);
    }

    /// <summary>Takes memory into the batch, as part of the last piece where it lies right behind it.</summary>
    public void Add(byte* address, long bytes)
    {
        Take(address, bytes);
        Cursor.Advance(bytes);
    }

    public readonly void Dispose()
    {
        if (_staging is not null)
            pool.Return(_staging);
    }

    private void Take(byte* address, long bytes)
    {
        if (Count > 0 && Vectors[Count - 1].Base + Vectors[Count - 1].Length == address)
            Vectors[Count - 1].Length += (nuint)bytes;
        else
            Vectors[Count++] = new IoVector { Base = address, Length = (nuint)bytes };
        Bytes += bytes;
    }
}
