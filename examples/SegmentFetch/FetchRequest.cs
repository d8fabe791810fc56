using System.Buffers.Binary;

namespace SegmentFetch;

/// <summary>Asks for a range of a segment. On the wire, the high bytes first: length of the rest (24), id, segment, offset, count.</summary>
/// <param name="Id">Comes back in the answer.</param>
/// <param name="Segment">The number of the segment.</param>
/// <param name="Offset">First byte, a multiple of a chunk.</param>
/// <param name="Count">Bytes, a multiple of a chunk; the answer has fewer where the segment ends before.</param>
internal readonly record struct FetchRequest(uint Id, ulong Segment, long Offset, uint Count)
{
    public const int FrameBytes = sizeof(uint) + RestBytes;

    private const int RestBytes = 24;

    public static FetchRequest Read(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32BigEndian(frame) == RestBytes
        ? new FetchRequest(
            BinaryPrimitives.ReadUInt32BigEndian(frame[4..]),
            BinaryPrimitives.ReadUInt64BigEndian(frame[8..]),
            BinaryPrimitives.ReadInt64BigEndian(frame[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(frame[24..]))
        : throw new InvalidDataException("That is not the frame of a request.");

    public void Write(Span<byte> frame)
    {
        BinaryPrimitives.WriteUInt32BigEndian(frame, RestBytes);
        BinaryPrimitives.WriteUInt32BigEndian(frame[4..], Id);
        BinaryPrimitives.WriteUInt64BigEndian(frame[8..], Segment);
        BinaryPrimitives.WriteInt64BigEndian(frame[16..], Offset);
        BinaryPrimitives.WriteUInt32BigEndian(frame[24..], Count);
    }
}
