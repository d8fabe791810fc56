using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Sluice.LinuxTests;

/// <summary>BUGCLASSES 26 to 29 on the real kernel: paths that a datagram does not fit, in a network that the test made.</summary>
public sealed class SmallMtuTests : IAsyncDisposable
{
    private const string NoRight = "this process may not make a network namespace (CAP_SYS_ADMIN)";

    private readonly Transmitter _linux = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });

    public ValueTask DisposeAsync() => _linux.DisposeAsync();

    /// <summary>The kernel refuses to cut a message into datagrams larger than the MTU; one by one they go out in fragments, each once.</summary>
    [Theory]
    [InlineData(MessageFamily.Udp4, 1000, 1200)]
    [InlineData(MessageFamily.Udp6, 1280, 1400)]
    public async Task DatagramsLargerThanTheMtu_GoOutOneByOne_EachOnce(MessageFamily family, int mtu, int size)
    {
        using NetworkNamespace? network = NetworkNamespace.TryCreate(mtu);
        Assert.SkipWhen(network is null, NoRight);
        using ConnectedDatagrams pair = network.Run(() => ConnectedDatagrams.Create(family));
        byte[] content = RandomBytes(100_000);

        for (int i = 0; i < 3; i++)
        {
            await SendsExactly(pair, content, size);
            await SendsExactly(pair, content, 900);
        }
    }

    /// <summary>It worked, and then the path became smaller under the socket.</summary>
    [Fact]
    public async Task MtuThatShrinksAfterCuttingHasWorked_LosesAndRepeatsNothing()
    {
        using NetworkNamespace? network = NetworkNamespace.TryCreate(65_536);
        Assert.SkipWhen(network is null, NoRight);
        using ConnectedDatagrams pair = network.Run(() => ConnectedDatagrams.Create());
        byte[] content = RandomBytes(100_000);
        await SendsExactly(pair, content, 1200);

        network.UseMtu(1000);
        await SendsExactly(pair, content, 1200);

        network.UseMtu(65_536);
        await SendsExactly(pair, content, 1200);
    }

    /// <summary>
    /// A router says that an earlier datagram did not fit. That waits on the socket as EMSGSIZE, and is met by what is sent next: nothing that fits may fail for it (BUGCLASSES 29).
    /// </summary>
    [Theory]
    [InlineData(TransmitterBackend.Linux)]
    [InlineData(TransmitterBackend.Portable)]
    public async Task NoteThatAnEarlierDatagramWasTooLarge_FailsNothingThatFits(TransmitterBackend backend)
    {
        using NetworkNamespace? network = NetworkNamespace.TryCreate(65_536);
        Assert.SkipWhen(network is null, NoRight);
        using ConnectedDatagrams pair = network.Run(() => ConnectedDatagrams.Create(MessageFamily.Udp6));
        using Socket router = network.Run(() => new Socket(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.IcmpV6));
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = backend });
        byte[] note = PacketTooBig(1280, (IPEndPoint)pair.Sender.LocalEndPoint!, (IPEndPoint)pair.Receiver.LocalEndPoint!);
        foreach (int datagrams in (int[])[1, 5, 200])
        {
            router.SendTo(note, new IPEndPoint(IPAddress.IPv6Loopback, 0));
            byte[] content = RandomBytes(1000 * datagrams);
            Assert.Equal(content.Length, await transmitter.SendPacketsAsync(pair.Sender, [content], new SendPacketsOptions { SendSize = 1000 }).AsTask().Within());
            Assert.Equal(content.Chunk(1000), await pair.ReceiveAsync(datagrams).Within());
        }

        // The note does wait there: a call of the framework's own meets it.
        router.SendTo(note, new IPEndPoint(IPAddress.IPv6Loopback, 0));
        Assert.Equal(SocketError.MessageSize, Assert.Throws<SocketException>(() => pair.Sender.Send(new byte[10])).SocketErrorCode);
    }

    /// <summary>With fragments forbidden there is no way: the same error by every path, and what fits still goes.</summary>
    [Fact]
    public async Task FragmentsForbidden_IsMessageSize_ByEveryPath()
    {
        using NetworkNamespace? network = NetworkNamespace.TryCreate(1000);
        Assert.SkipWhen(network is null, NoRight);
        using ConnectedDatagrams pair = network.Run(() => ConnectedDatagrams.Create());
        pair.Sender.DontFragment = true;
        byte[] fits = new byte[900];
        byte[] tooLarge = new byte[1200];
        (int Before, PacketElement[] List)[] lists =
        [
            (0, [tooLarge]), (0, [tooLarge, tooLarge, tooLarge]), (1, [fits, tooLarge, tooLarge]), (1, [fits, tooLarge, fits]), (2, [fits, fits, tooLarge]),
        ];
        foreach ((int before, PacketElement[] list) in lists)
        {
            SendPacketsException failure = await Assert.ThrowsAsync<SendPacketsException>(async () => await _linux.SendPacketsAsync(pair.Sender, list));
            Assert.Equal((SocketError.MessageSize, 900L * before, before), (failure.SocketErrorCode, failure.BytesTransferred, failure.ElementIndex));
            await pair.ReceiveAsync(before).Within();
            Assert.True(pair.IsDrained);
        }

        await SendsExactly(pair, RandomBytes(10_000), 900);
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(5).NextBytes(bytes);
        return bytes;
    }

    /// <summary>ICMPv6 "packet too big" (RFC 4443, 3.2), with the headers of the datagram that it is about. The kernel fills in the checksum.</summary>
    private static byte[] PacketTooBig(int mtu, IPEndPoint from, IPEndPoint to)
    {
        byte[] message = new byte[8 + 40 + 8 + 8];
        message[0] = 2;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), mtu);
        Span<byte> header = message.AsSpan(8);
        header[0] = 0x60;
        BinaryPrimitives.WriteInt16BigEndian(header[4..], 1408);
        header[6] = 17;
        header[7] = 64;
        from.Address.TryWriteBytes(header[8..], out _);
        to.Address.TryWriteBytes(header[24..], out _);
        BinaryPrimitives.WriteUInt16BigEndian(header[40..], (ushort)from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(header[42..], (ushort)to.Port);
        BinaryPrimitives.WriteInt16BigEndian(header[44..], 1408);
        return message;
    }

    private async Task SendsExactly(ConnectedDatagrams pair, byte[] content, int size)
    {
        byte[][] expected = [.. content.Chunk(size)];
        Task<byte[][]> received = Task.Run(() => pair.ReceiveAsync(expected.Length));
        Assert.Equal(content.Length, await _linux.SendPacketsAsync(pair.Sender, [content], new SendPacketsOptions { SendSize = size }));
        byte[][] actual = await received.Within("the datagrams");
        Assert.Equal(expected.Select(datagram => datagram.Length), actual.Select(datagram => datagram.Length));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second));
        Assert.True(pair.IsDrained);
    }
}
