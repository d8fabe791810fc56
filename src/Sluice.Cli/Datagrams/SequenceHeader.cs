using System.Buffers.Binary;

namespace Sluice.Cli.Datagrams;

/// <summary>What <c>--sequence</c> puts before the data of every datagram: its number, counted from 0, and how many there are; 64 bits each, the high byte first.</summary>
internal readonly record struct SequenceHeader(long Number, long Total)
{
    public const int Bytes = 16;

    public static SequenceHeader Read(ReadOnlySpan<byte> datagram) =>
        new(BinaryPrimitives.ReadInt64BigEndian(datagram), BinaryPrimitives.ReadInt64BigEndian(datagram[8..]));

    public byte[] ToArray()
    {
        byte[] bytes = new byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Number);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), Total);
        return bytes;
    }
}
