namespace Sluice.Planning;

/// <summary>
/// How a plan falls into datagrams (docs/datagrams.md): one for each element where none ends a packet and no size is given, else what lies between two ends of
/// packets as one, or cut into a size. No datagram is empty: what has no bytes sends nothing.
/// </summary>
/// <param name="ByElement">Whether every element is a datagram of its own.</param>
/// <param name="Size">Bytes into which the data is cut; 0 where it is not.</param>
internal readonly record struct DatagramFraming(bool ByElement, int Size)
{
    /// <summary>The framing of a plan.</summary>
    /// <param name="cursor">Any place in it.</param>
    /// <param name="sendSize">The send size of the call: 0, -1 or a number of bytes.</param>
    public static DatagramFraming Of(in SendCursor cursor, int sendSize) =>
        new(sendSize == 0 && !cursor.HasPacketEnds, Math.Max(sendSize, 0));

    /// <summary>The datagram that begins at the cursor, where there are bytes left. It is looked at no further than up to <paramref name="limit"/> bytes.</summary>
    public Datagram Next(in SendCursor cursor, long limit)
    {
        long most = Size > 0 ? Size : limit;
        ReadOnlySpan<Segment> ahead = cursor.Ahead;
        long length = cursor.Remaining;
        bool hasFiles = !ahead[0].IsMemory;
        bool isOpen = ahead[0].IsOpenEnded;
        int pieces = 1;
        for (; length < most && pieces < ahead.Length && !EndsBetween(ahead[pieces - 1], ahead[pieces]); pieces++)
        {
            ref readonly Segment segment = ref ahead[pieces];
            hasFiles |= !segment.IsMemory;
            isOpen |= segment.IsOpenEnded;
            length = segment.Length > long.MaxValue - length ? long.MaxValue : length + segment.Length;
        }

        return new Datagram(Size > 0 ? Math.Min(length, Size) : length, pieces, hasFiles, isOpen);
    }

    /// <summary>How many datagrams, from one that begins at the cursor on, are each one whole piece of memory of the same length.</summary>
    public int CountAlike(in SendCursor cursor, int most)
    {
        ReadOnlySpan<Segment> ahead = cursor.Ahead;
        if (ahead.Length > most)
            ahead = ahead[..(most + 1)];
        long length = ahead[0].Length;
        for (int i = 0; i < ahead.Length; i++)
        {
            ref readonly Segment segment = ref ahead[i];
            if (i == most || segment.Length != length || !segment.IsMemory || (i + 1 < ahead.Length && !EndsBetween(segment, ahead[i + 1])))
                return i;
        }

        return ahead.Length;
    }

    /// <summary>Whether a datagram that has bytes ends at the cursor, whatever its size.</summary>
    public bool EndsAt(in SendCursor cursor) => cursor.AtEnd || (ByElement ? cursor.AtElementStart : cursor.AtPacketEnd);

    private bool EndsBetween(in Segment segment, in Segment next) => ByElement ? segment.Element != next.Element : segment.EndsPacket;
}
