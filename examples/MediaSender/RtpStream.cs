using System.Buffers.Binary;

namespace MediaSender;

/// <summary>An MPEG transport stream in datagrams of RTP (RFC 3550, RFC 2250), each with a number and a time.</summary>
/// <param name="length">Bytes of the stream.</param>
/// <param name="bytesPerSecond">The rate that it is played at.</param>
internal sealed class RtpStream(long length, long bytesPerSecond)
{
    public const int HeaderBytes = 12;

    /// <summary>Seven packets of the transport stream: as many as fit below the 1,500 bytes that every path takes.</summary>
    public const int PayloadBytes = 7 * 188;

    public const int DatagramBytes = HeaderBytes + PayloadBytes;

    private const byte Version2 = 2 << 6;
    private const byte TransportStream = 33;
    private const long ClockRate = 90_000;

    // All three at random, so that streams cannot be taken for one another.
    private readonly ushort _firstNumber = (ushort)Random.Shared.Next(ushort.MaxValue + 1);
    private readonly uint _firstTime = (uint)Random.Shared.NextInt64(1L << 32);
    private readonly uint _source = (uint)Random.Shared.NextInt64(1L << 32);

    public long Datagrams { get; } = (length + PayloadBytes - 1) / PayloadBytes;

    /// <summary>Where in the file the payload of a datagram begins.</summary>
    public static long OffsetOf(long datagram) => datagram * PayloadBytes;

    /// <summary>Bytes of the payload of a datagram.</summary>
    public long PayloadOf(long datagram) => Math.Min(PayloadBytes, length - OffsetOf(datagram));

    /// <summary>The number wraps after 65,536 datagrams, the time after thirteen hours; receivers know that.</summary>
    public void WriteHeader(long datagram, Span<byte> header)
    {
        header[0] = Version2;
        header[1] = TransportStream;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(_firstNumber + datagram));
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], (uint)(_firstTime + OffsetOf(datagram) * ClockRate / bytesPerSecond));
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], _source);
    }
}
