using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Examples.Tests;

/// <summary>examples/MediaSender.</summary>
public sealed class MediaSenderTests : IDisposable
{
    private const int HeaderBytes = 12;
    private const int PayloadBytes = 1316;

    // Few enough to fit into any receiver's buffer: none is lost on this machine.
    private const int Length = 100_000;
    private const int Datagrams = (Length + PayloadBytes - 1) / PayloadBytes;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Datagrams_HaveNumbers_Times_AndTheStream()
    {
        byte[] file = await File.ReadAllBytesAsync(_folder.Write("a.ts", Length), TestContext.Current.CancellationToken);
        using Socket receiver = Receiver();
        await using ExampleProcess sender = Send(PortOf(receiver), 80_000_000);

        byte[][] datagrams = await ReceiveAsync(receiver);
        await sender.EndsWellAsync();

        (ushort number, uint time, uint source) = Read(datagrams[0]);
        for (int i = 0; i < Datagrams; i++)
        {
            // Version 2 without any extras; payload type 33, a transport stream. Its clock has 90,000 ticks a second, in which 10,000,000 bytes are played.
            Assert.Equal(0x80, datagrams[i][0]);
            Assert.Equal(33, datagrams[i][1]);
            Assert.Equal(((ushort)(number + i), (uint)(time + i * PayloadBytes * 90_000L / 10_000_000), source), Read(datagrams[i]));
        }

        Assert.All(datagrams[..^1], datagram => Assert.Equal(HeaderBytes + PayloadBytes, datagram.Length));
        Assert.Equal(file, datagrams.SelectMany(datagram => datagram[HeaderBytes..]).ToArray());
    }

    /// <summary>How slow a machine may be, nobody knows; but half a second's bytes never take much less.</summary>
    [Fact]
    public async Task Pace_IsNotExceeded()
    {
        _folder.Write("a.ts", Length);
        using Socket receiver = Receiver();
        long start = Stopwatch.GetTimestamp();
        await using ExampleProcess sender = Send(PortOf(receiver), 8 * 2 * Length);

        await ReceiveAsync(receiver);

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.4), Bounded.Limit);
        await sender.EndsWellAsync();
    }

    [Fact]
    public async Task WhereNobodyListens_ItGoesOn()
    {
        _folder.Write("a.ts", Length);
        int port;
        using (Socket closed = Receiver())
            port = PortOf(closed);
        await using ExampleProcess sender = Send(port, 8_000_000);

        string end = await sender.AfterAsync($"sent {Datagrams} datagrams in ");

        Assert.DoesNotContain("; 0 times", end, StringComparison.Ordinal);
        await sender.EndsWellAsync();
    }

    [Fact]
    public async Task Signal_EndsIt_WithTheCountSoFar()
    {
        _folder.WriteSparse("a.ts", 1L << 34);
        using Socket receiver = Receiver();
        await using ExampleProcess sender = Send(PortOf(receiver), 800_000);
        await receiver.ReceiveAsync(new byte[2000]).Within("the first datagram");

        await sender.SignalAsync("TERM");

        Assert.Contains("datagrams in ", await sender.AfterAsync("sent "), StringComparison.Ordinal);
        await sender.EndsWellAsync();
    }

    private static Socket Receiver()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static async Task<byte[][]> ReceiveAsync(Socket receiver)
    {
        byte[] buffer = new byte[2000];
        byte[][] datagrams = new byte[Datagrams][];
        for (int i = 0; i < datagrams.Length; i++)
            datagrams[i] = buffer[..await receiver.ReceiveAsync(buffer).Within($"datagram {i}")];
        return datagrams;
    }

    private static (ushort Number, uint Time, uint Source) Read(ReadOnlySpan<byte> datagram) => (
        BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]), BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]), BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]));

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private ExampleProcess Send(int port, long bitsPerSecond) => ExampleProcess.Start(
        "MediaSender", _folder.In("a.ts"), "127.0.0.1", port.ToString(CultureInfo.InvariantCulture), bitsPerSecond.ToString(CultureInfo.InvariantCulture));
}
