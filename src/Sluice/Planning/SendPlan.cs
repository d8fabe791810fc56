using System.Buffers;

namespace Sluice.Planning;

/// <summary>
/// An ordered list of segments, all checked. Reused from send to send: it keeps its array, unless that is a large one, and lets go of the memory in it.
/// </summary>
internal sealed class SendPlan
{
    // Most sends have a header, a file and a trailer.
    private const int InitialCapacity = 4;

    // A plan of more than this many segments borrows its array, so that one huge send does not weigh on the pool of operations for ever.
    private const int LargestKept = 1024;

    private Segment[] _kept;
    private Segment[] _segments;

    public SendPlan() => _segments = _kept = new Segment[InitialCapacity];

    public int Count { get; private set; }

    public ref readonly Segment this[int index] => ref _segments[index];

    /// <summary>Whether any element ends a packet, be it one that has no bytes.</summary>
    public bool HasPacketEnds { get; private set; }

    /// <summary>The segments from an index on.</summary>
    public ReadOnlySpan<Segment> From(int index) => _segments.AsSpan(index, Count - index);

    /// <summary>Makes room for so many segments at once.</summary>
    public void Expect(int count)
    {
        if (count > _segments.Length)
            Grow(count);
    }

    public void AddMemory(ReadOnlyMemory<byte> memory, int element)
    {
        ref Segment segment = ref Append();
        segment.Memory = memory;
        segment.Length = memory.Length;
        segment.File = -1;
        segment.Element = element;
    }

    public void AddFile(int file, long offset, long length, int element)
    {
        ref Segment segment = ref Append();
        segment.Offset = offset;
        segment.Length = length;
        segment.File = file;
        segment.Element = element;
    }

    /// <summary>Bytes of all segments; null where one is open-ended.</summary>
    public long? TotalBytes
    {
        get
        {
            long total = 0;
            foreach (ref readonly Segment segment in From(0))
            {
                if (segment.IsOpenEnded)
                    return null;
                total += segment.Length;
            }

            return total;
        }
    }

    /// <summary>Replaces the caller's memory by copies, from a segment on, so that it is the caller's again. Throws what reading it throws.</summary>
    public void OwnMemory(int from)
    {
        foreach (ref Segment segment in _segments.AsSpan(from, Count - from))
        {
            if (segment.IsMemory)
                segment.Memory = segment.Memory.ToArray();
        }
    }

    /// <summary>Marks the end of a packet after the last segment, if there is one.</summary>
    public void EndPacket()
    {
        HasPacketEnds = true;
        if (Count > 0)
            _segments[Count - 1].EndsPacket = true;
    }

    /// <summary>Gives an open-ended segment the length that it turned out to have.</summary>
    public void Settle(int index, long length) => _segments[index].Length = length;

    public void Clear()
    {
        HasPacketEnds = false;
        Array.Clear(_segments, 0, Count);
        Count = 0;
        if (_segments == _kept)
            return;
        ArrayPool<Segment>.Shared.Return(_segments);
        _segments = _kept;
    }

    /// <summary>A new last segment, all zero: filled where it lies, for a copy of one costs as much as the rest of planning it.</summary>
    private ref Segment Append()
    {
        if (Count == _segments.Length)
            Grow(Count * 2);
        return ref _segments[Count++];
    }

    private void Grow(int count)
    {
        // All zero, what is borrowed too: nobody else borrows segments, and each of them is given back clear.
        Segment[] larger = count > LargestKept ? ArrayPool<Segment>.Shared.Rent(count) : new Segment[count];
        _segments.AsSpan(0, Count).CopyTo(larger);
        if (_segments != _kept)
            ArrayPool<Segment>.Shared.Return(_segments, clearArray: true);
        else
            Array.Clear(_segments, 0, Count);
        if (count <= LargestKept)
            _kept = larger;
        _segments = larger;
    }
}
