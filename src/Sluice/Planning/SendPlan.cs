namespace Sluice.Planning;

/// <summary>
/// An ordered list of segments, all checked. Reused from send to send: it keeps its array, and lets go of the memory in it.
/// </summary>
internal sealed class SendPlan
{
    // Most sends have a header, a file and a trailer.
    private const int InitialCapacity = 4;

    // A plan of more than this many segments gives its array back, so that one huge send does not weigh on the pool for ever.
    private const int LargestKept = 1024;

    private Segment[] _segments = new Segment[InitialCapacity];

    public int Count { get; private set; }

    /// <summary>Bytes of all segments; meaningless beside an open-ended one.</summary>
    public long TotalLength { get; private set; }

    public ref readonly Segment this[int index] => ref _segments[index];

    public void Add(in Segment segment)
    {
        if (Count == _segments.Length)
            Array.Resize(ref _segments, Count * 2);
        _segments[Count++] = segment;
        TotalLength = segment.IsOpenEnded ? TotalLength : TotalLength + segment.Length;
    }

    /// <summary>Marks the end of a packet after the last segment, if there is one.</summary>
    public void EndPacket()
    {
        if (Count > 0)
            _segments[Count - 1].EndsPacket = true;
    }

    public void Clear()
    {
        if (_segments.Length > LargestKept)
            _segments = new Segment[InitialCapacity];
        else
            Array.Clear(_segments, 0, Count);
        Count = 0;
        TotalLength = 0;
    }
}
