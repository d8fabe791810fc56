using System.Buffers.Binary;
using System.Net;

namespace Sluice.Examples.Tests.Support;

/// <summary>The client's side of the protocol of examples/SegmentFetch, written anew from its description.</summary>
internal sealed class FetchWire(Wire wire) : IDisposable
{
    public const int ChunkBytes = 65_536;

    public static async Task<FetchWire> ConnectAsync(EndPoint address) => new(await Wire.ConnectAsync(address));

    public static byte[] Request(uint id, ulong segment, long offset, uint count)
    {
        byte[] frame = new byte[28];
        BinaryPrimitives.WriteUInt32BigEndian(frame, 24);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), id);
        BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(8), segment);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(16), offset);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(24), count);
        return frame;
    }

    public Task SendAsync(params byte[][] frames) => wire.SendAsync(frames.SelectMany(frame => frame).ToArray());

    public void EndSending() => wire.EndSending();

    /// <summary>Receives an answer as a whole and checks its length and its checksums.</summary>
    public async Task<FetchAnswer> ReceiveAsync()
    {
        int length = (int)BinaryPrimitives.ReadUInt32BigEndian(await wire.ReceiveAsync(4));
        byte[] rest = await wire.ReceiveAsync(length);
        Assert.Equal(length, rest.Length);
        int count = (int)BinaryPrimitives.ReadUInt32BigEndian(rest.AsSpan(8));
        byte[] range = rest[12..(12 + count)];
        Assert.Equal(range.Chunk(ChunkBytes).SelectMany(chunk => Checksum(chunk)), rest[(12 + count)..]);
        return new FetchAnswer(BinaryPrimitives.ReadUInt32BigEndian(rest), BinaryPrimitives.ReadUInt32BigEndian(rest.AsSpan(4)), range);
    }

    public Task<byte[]> ReceiveToEndAsync() => wire.ReceiveToEndAsync();

    public void Reset() => wire.Reset();

    public void Dispose() => wire.Dispose();

    // CRC-32C bit by bit, as it is defined.
    private static byte[] Checksum(byte[] chunk)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in chunk)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
        }

        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
        return bytes;
    }
}
