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
