namespace Sluice.Planning;

/// <summary>
/// A place in a plan, and the one thing that moves through it: whatever the engine, <see cref="Advance"/> by the bytes that the
/// kernel took is the only step there is. A copy looks ahead without moving the original.
/// </summary>
internal struct SendCursor(SendPlan plan)
{
    private int _index;
    private long _within;

    /// <summary>Bytes passed so far.</summary>
    public long Position { get; private set; }

    public readonly bool AtEnd => _index == plan.Count;

    public readonly ref readonly Segment Current => ref plan[_index];

    /// <summary>Index of the current segment.</summary>
    public readonly int Index => _index;

    /// <summary>The current segment and those after it.</summary>
    public readonly ReadOnlySpan<Segment> Ahead => plan.From(_index);

    /// <summary>Whether some of the current segment has been passed.</summary>
    public readonly bool IsWithin => _within > 0;

    /// <summary>Bytes left of the current segment; of an open-ended one, more than anyone can send.</summary>
    public readonly long Remaining => plan[_index].Length - _within;

    /// <summary>Where the rest of the current segment begins in its file.</summary>
    public readonly long FileOffset => plan[_index].Offset + _within;

    /// <summary>The rest of the current segment, which is memory.</summary>
    public readonly ReadOnlyMemory<byte> Memory => plan[_index].Memory[(int)_within..];

    /// <summary>The element at the cursor; of a finished plan, the last one.</summary>
    public readonly int Element => plan.Count == 0 ? -1 : plan[Math.Min(_index, plan.Count - 1)].Element;

    /// <summary>Whether what was last passed ended a packet: nothing before may wait for what comes after.</summary>
    public readonly bool AtPacketEnd => _within == 0 && _index > 0 && plan[_index - 1].EndsPacket;

    /// <summary>Whether nothing of the element at the cursor has been passed.</summary>
    public readonly bool AtElementStart => _within == 0 && (_index == 0 || plan[_index - 1].Element != plan[_index].Element);

    /// <summary>Whether any element of the plan ends a packet.</summary>
    public readonly bool HasPacketEnds => plan.HasPacketEnds;

    /// <summary>Moves on by bytes, across segments.</summary>
    public void Advance(long bytes)
    {
        Position += bytes;
        while (bytes > 0)
        {
            long left = plan[_index].Length - _within;
            if (bytes < left)
            {
                _within += bytes;
                return;
            }

            bytes -= left;
            _index++;
            _within = 0;
        }
    }

    /// <summary>Moves on to the beginning of a segment further on, which lies so many bytes ahead: <see cref="Advance"/> for one who has been through the segments already.</summary>
    public void Pass(int segments, long bytes)
    {
        Position += bytes;
        _index += segments;
        _within = 0;
    }

    /// <summary>Leaves an open-ended segment, whose end has been reached.</summary>
    public void EndSegment()
    {
        _index++;
        _within = 0;
    }

    /// <summary>
    /// Leaves an open-ended segment, whose end has been reached, and gives it that length: every other cursor of the plan will find the end there too.
    /// </summary>
    public void SettleSegment()
    {
        plan.Settle(_index, _within);
        EndSegment();
    }

    /// <summary>Leaves segments that turned out to have no byte, or none any more.</summary>
    public void SkipEmpty()
    {
        while (!AtEnd && Remaining == 0)
            EndSegment();
    }

    /// <summary>
    /// Bytes up to <paramref name="limit"/> from here on that lie one after another in the current file, so that one call can send
    /// them: neighbouring ranges count as one.
    /// </summary>
    public readonly long ContiguousFileBytes(long limit)
    {
        long bytes = Remaining;
        long end = plan[_index].Offset + plan[_index].Length;
        for (int next = _index + 1; bytes < limit && next < plan.Count; next++)
        {
            if (plan[next - 1].EndsPacket || plan[next].File != plan[_index].File || plan[next].Offset != end || plan[next].IsOpenEnded)
                break;
            bytes += plan[next].Length;
            end += plan[next].Length;
        }

        return Math.Min(bytes, limit);
    }
}
