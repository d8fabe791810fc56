using System.Buffers.Binary;

namespace SegmentFetch;

/// <summary>
/// The beginning of an answer. On the wire, the high bytes first: length of the rest, id, status, count. Behind it come as many bytes of the segment, and a checksum for each
/// chunk of them.
/// </summary>
internal readonly record struct FetchHeader(uint Id, FetchStatus Status, uint Count)
{
    public const int Bytes = 16;

    public static FetchHeader Read(ReadOnlySpan<byte> bytes)
    {
        FetchHeader header = new(
            BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), (FetchStatus)BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));
        return BinaryPrimitives.ReadUInt32BigEndian(bytes) == header.RestBytes ? header : throw new InvalidDataException("That is not the beginning of an answer.");
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)RestBytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), Id);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), (uint)Status);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), Count);
        return bytes;
    }

    private long RestBytes => Bytes - sizeof(uint) + Count + Segment.ChunksOf(Count) * Segment.ChecksumBytes;
}
