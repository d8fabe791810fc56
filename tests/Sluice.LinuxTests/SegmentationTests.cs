namespace Sluice.LinuxTests;

/// <summary>BUGCLASSES 26 to 28 on the real kernel: what it cuts, and what it will not.</summary>
public sealed class SegmentationTests : IAsyncDisposable
{
    private const int LevelSocket = 1;
    private const int NoChecksums = 11;

    private readonly Transmitter _linux = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });

    public ValueTask DisposeAsync() => _linux.DisposeAsync();

    /// <summary>BUGCLASSES 28: around 64 datagrams, and around 65,507 bytes, in a message.</summary>
    [Theory]
    [InlineData(MessageFamily.Udp4)]
    [InlineData(MessageFamily.Udp6)]
    public async Task CountsAndSizesAroundTheLimits_AllArrive(MessageFamily family)
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        (int Size, int Count)[] runs = [(100, 63), (100, 64), (100, 65), (100, 129), (1, 200), (1200, 54), (1200, 55), (1023, 64), (1024, 64), (32_753, 2), (32_754, 2), (65_507, 2)];
        foreach ((int size, int count) in runs)
        {
            byte[] content = RandomBytes(size * count);
            await SendsExactly(pair, content, size, elements: [content], sendSize: size);
            await SendsExactly(pair, content, size, [.. content.Chunk(size).Select(chunk => (PacketElement)chunk)], sendSize: 0);
        }
    }

    /// <summary>BUGCLASSES 26 and 27: a socket without checksums cannot be cut for (EINVAL); it was, until it was told to send none.</summary>
    [Fact]
    public async Task SocketThatStopsCutting_LosesAndRepeatsNothing()
    {
        using ConnectedDatagrams pair = ConnectedDatagrams.Create();
        byte[] content = RandomBytes(100_000);
        await SendsExactly(pair, content, 1200, [content], sendSize: 1200);

        pair.Sender.SetRawSocketOption(LevelSocket, NoChecksums, BitConverter.GetBytes(1));
        await SendsExactly(pair, content, 1200, [content], sendSize: 1200);
        await SendsExactly(pair, content, 500, [content], sendSize: 500);
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private async Task SendsExactly(ConnectedDatagrams pair, byte[] content, int size, PacketElement[] elements, int sendSize)
    {
        byte[][] expected = [.. content.Chunk(size)];
        Task<byte[][]> received = Task.Run(() => pair.ReceiveAsync(expected.Length));
        Assert.Equal(content.Length, await _linux.SendPacketsAsync(pair.Sender, elements, new SendPacketsOptions { SendSize = sendSize }));
        byte[][] actual = await received.Within("the datagrams");
        Assert.All(expected.Zip(actual), static pair => Assert.Equal(pair.First, pair.Second));
        Assert.True(pair.IsDrained);
    }
}
