using System.Diagnostics;

namespace Sluice.LinuxTests;

/// <summary>The rate of datagrams on real sockets: never above what was asked for. A busy machine can only make it slower.</summary>
public sealed class DatagramRateTests
{
    private const int Size = 1200;

    public static MatrixTheoryData<TransmitterBackend, MessageFamily> BackendsAndFamilies =>
        new([TransmitterBackend.Linux, TransmitterBackend.Portable], [MessageFamily.Udp4, MessageFamily.Udp6, MessageFamily.UnixRecord]);

    [Theory]
    [MemberData(nameof(BackendsAndFamilies))]
    public async Task OneSend_IsNotFasterThanItsRate_AndLosesNothing(TransmitterBackend backend, MessageFamily family)
    {
        const int Rate = 2_000_000;
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = backend });
        using ConnectedDatagrams pair = ConnectedDatagrams.Create(family);
        byte[] content = RandomBytes(1_000_000);
        Task<byte[][]> reception = pair.ReceiveAsync((content.Length + Size - 1) / Size);
        long start = Stopwatch.GetTimestamp();

        long sent = await transmitter.SendPacketsAsync(
            pair.Sender, [content], new SendPacketsOptions { MaxBytesPerSecond = Rate, SendSize = Size }).AsTask().Within();

        // The first pieces are sent when the send begins.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.95 * content.Length / Rate), Bounded.Limit);
        Assert.Equal(content.Length, sent);
        Assert.Equal(content.Chunk(Size), await reception.Within());
        Assert.True(pair.IsDrained);
    }

    [Theory]
    [InlineData(TransmitterBackend.Linux)]
    [InlineData(TransmitterBackend.Portable)]
    public async Task SocketsOfATransmitterWithARate_AreTogetherNotFasterThanIt(TransmitterBackend backend)
    {
        const int Rate = 4_000_000;
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = backend, MaxBytesPerSecond = Rate });
        ConnectedDatagrams[] pairs = [.. Enumerable.Range(0, 4).Select(_ => ConnectedDatagrams.Create())];
        byte[] content = RandomBytes(400 * Size);
        Task<byte[][]>[] receptions = [.. pairs.Select(pair => pair.ReceiveAsync(400))];
        long start = Stopwatch.GetTimestamp();

        await Task.WhenAll(pairs.Select(
            pair => transmitter.SendPacketsAsync(pair.Sender, [content], new SendPacketsOptions { SendSize = Size }).AsTask())).Within("all sends");

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.95 * pairs.Length * content.Length / Rate), Bounded.Limit);
        Assert.All(await Task.WhenAll(receptions).Within("all datagrams"), received => Assert.Equal(content.Chunk(Size), received));
        Array.ForEach(pairs, pair => pair.Dispose());
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(6).NextBytes(bytes);
        return bytes;
    }
}
