using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Sluice.LinuxTests.Writing;

/// <summary>The contract over streams: what arrives, what fails, and in which order.</summary>
public abstract class StreamSuite(StreamFlavour flavour) : IAsyncDisposable
{
    protected StreamFlavour Flavour { get; } = flavour;

    protected TemporaryFolder Folder { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await Flavour.Transmitter.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ElementsOfEveryKind_ArriveInOrder_AndNothingStaysOpen()
    {
        await using StreamPair pair = await Flavour.ConnectAsync();
        byte[] header = RandomBytes(200), large = RandomBytes(700_000, 2), owned = RandomBytes(5000, 3);
        string small = Folder.Write("small", 3000), big = Folder.Write("big", 900_000, 5);
        Folder.Write("a.log", 10, 6);
        Folder.Write("b.log", 20, 7);
        string own = Folder.Write("own", owned);
        using SafeFileHandle handle = File.OpenHandle(own);
        byte[] expected =
        [
            .. header, .. File.ReadAllBytes(small), .. large, .. File.ReadAllBytes(big)[1000..600_000], .. owned[100..],
            .. File.ReadAllBytes(Folder.In("a.log")), .. File.ReadAllBytes(Folder.In("b.log")), .. header, .. File.ReadAllBytes("/proc/version"),
        ];

        Task<byte[]> received = pair.ReceiveAsync(expected.Length);
        long sent = await Flavour.Send(
            pair,
            [
                header, default, PacketElement.FromFile(small), large, PacketElement.FromFile(big, 1000, 599_000) with { EndOfPacket = true },
                PacketElement.FromFile(handle, 100), PacketElement.FromFile(Folder.In("*.log")), PacketElement.FromSequence(new ReadOnlySequence<byte>(header)),
                PacketElement.FromFile("/proc/version"),
            ]).Within("the send");

        Assert.Equal(expected.Length, sent);
        Assert.Equal(expected, await received.Within("the bytes"));
        Assert.False(handle.IsClosed);
        handle.Dispose();
        await Bounded.Until(() => Descriptors.CountBelow(Folder.Path) == 0, "the files to close, also those that a disk thread is still reading");
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task SendSize_ArrivesWhole(int size)
    {
        await using StreamPair pair = await Flavour.ConnectAsync();
        byte[] bytes = RandomBytes(300_000);

        Task<byte[]> received = pair.ReceiveAsync(bytes.Length + 50_000);
        long sent = await Flavour.Send(
            pair, [bytes, PacketElement.FromFile(Folder.Write("f", 50_000))], new SendPacketsOptions { SendSize = size }).Within();

        Assert.Equal(350_000, sent);
        byte[] actual = await received.Within();
        Assert.Equal([.. bytes, .. File.ReadAllBytes(Folder.In("f"))], actual);
    }

    /// <summary>BUGCLASSES 18.</summary>
    [Fact]
    public async Task ConcurrentSends_NeverMix_AndKeepTheOrderOfTheCalls()
    {
        await using StreamPair pair = await Flavour.ConnectAsync();
        const int Count = 40, Block = 100_000;
        string[] files = [.. Enumerable.Range(0, Count).Select(i => Folder.Write($"f{i}", [.. Enumerable.Repeat((byte)i, Block)]))];
        Task<byte[]> received = pair.ReceiveAsync(Count * (Block + 20));

        Task<long>[] sends = [.. files.Select((file, i) => Flavour.Send(pair, [Marked(i), PacketElement.FromFile(file), Marked(i)]))];

        Assert.All(await Task.WhenAll(sends).Within("the sends"), sent => Assert.Equal(Block + 20, sent));
        byte[] bytes = await received.Within("the bytes");
        for (int i = 0; i < Count; i++)
            Assert.Equal(-1, bytes.AsSpan(i * (Block + 20), Block + 20).IndexOfAnyExcept((byte)i));

        static PacketElement Marked(int i) => Enumerable.Repeat((byte)i, 10).ToArray();
    }

    [Fact]
    public async Task FileErrors_ComeThroughTheTask_AndNothingIsSent()
    {
        await using StreamPair pair = await Flavour.ConnectAsync();
        string there = Folder.Write("there", 100);

        await Assert.ThrowsAsync<FileNotFoundException>(() => Flavour.Send(pair, [RandomBytes(10), PacketElement.FromFile(there), PacketElement.FromFile(Folder.In("no"))])).Within();
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => Flavour.Send(pair, [PacketElement.FromFile(Folder.In("no/file"))])).Within();
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Flavour.Send(pair, [PacketElement.FromFile(Folder.Path)])).Within();
        await Assert.ThrowsAsync<FileNotFoundException>(() => Flavour.Send(pair, [PacketElement.FromFile(Folder.In("*.no"))])).Within();
        SendPacketsException range = await Assert.ThrowsAsync<SendPacketsException>(() => Flavour.Send(pair, [RandomBytes(10), PacketElement.FromFile(there, 50, 51)])).Within();

        Assert.Equal((SocketError.InvalidArgument, 0L, 1), (range.SocketErrorCode, range.BytesTransferred, range.ElementIndex));
        await Bounded.Until(() => Descriptors.CountBelow(Folder.Path) == 0, "the files to close, also those that a disk thread is still reading");
        Task<byte[]> received = pair.ReceiveAsync(5);
        Assert.Equal(5, await Flavour.Send(pair, [RandomBytes(5)]).Within());
        Assert.Equal(RandomBytes(5), await received.Within());
    }

    [Fact]
    public async Task PeerThatIsGone_FailsTheSendWithTheSocketsError_WhereTheStreamTells()
    {
        await using StreamPair pair = await Flavour.ConnectAsync();
        await pair.Receiver.DisposeAsync();

        Task<long> send = Flavour.Send(pair, [RandomBytes(100), PacketElement.FromFile(Folder.WriteSparse("f", 50_000_000))]);

        if (!Flavour.SeesPeer)
        {
            Assert.Equal(50_000_100, await send.Within());
            return;
        }

        SendPacketsException failure = await Assert.ThrowsAsync<SendPacketsException>(() => send).Within();
        Assert.True(failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown, failure.ToString());
        Assert.InRange(failure.BytesTransferred, 0, 50_000_099);
        await Bounded.Until(() => Descriptors.CountBelow(Folder.Path) == 0, "the files to close, also those that a disk thread is still reading");
    }

    [Fact]
    public async Task ClosedStream_ThrowsFromTheCall_WhereItTells()
    {
        await using StreamPair pair = await Flavour.ConnectAsync();
        await pair.Sender.DisposeAsync();

        if (Flavour.KnowsThatItIsClosed)
            Assert.Throws<ObjectDisposedException>(() => { _ = Flavour.Send(pair, [RandomBytes(1)]); });
        else
            Assert.NotNull((await Assert.ThrowsAsync<SendPacketsException>(() => Flavour.Send(pair, [RandomBytes(1)])).Within()).InnerException);
    }

    [Theory]
    [InlineData(TransmitFileOptions.Disconnect)]
    [InlineData(TransmitFileOptions.Disconnect | TransmitFileOptions.ReuseSocket)]
    [InlineData((TransmitFileOptions)4)]
    public async Task FlagsOfSocketsAlone_ThrowFromTheCall(TransmitFileOptions flags)
    {
        await using StreamPair pair = await Flavour.ConnectAsync();

        Assert.Throws<NotSupportedException>(() => { _ = Flavour.Send(pair, [RandomBytes(1)], new SendPacketsOptions { Flags = flags }); });
    }

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    public async Task WorkerThreadFlags_AreAccepted(int flags)
    {
        await using StreamPair pair = await Flavour.ConnectAsync();
        Task<byte[]> received = pair.ReceiveAsync(300_000);

        Assert.Equal(300_000, await Flavour.Send(pair, [RandomBytes(300_000)], new SendPacketsOptions { Flags = (TransmitFileOptions)flags }).Within());

        Assert.Equal(RandomBytes(300_000), await received.Within());
    }

    [Fact]
    public async Task CancelledInTheMiddle_WhileThePeerReadsNothing_Ends()
    {
        await using StreamPair pair = await Flavour.ConnectAsync();
        using CancellationTokenSource cancellation = new();
        string file = Folder.WriteSparse("f", 200_000_000);
        Task<long> send = Flavour.Send(pair, [RandomBytes(100), PacketElement.FromFile(file)], null, cancellation.Token);
        using CancellationTokenSource queuedCancellation = new();
        Task<long> queued = Flavour.Send(pair, [RandomBytes(100)], null, queuedCancellation.Token);
        await queuedCancellation.CancelAsync();
        Assert.Equal(0, (await Assert.ThrowsAsync<SendPacketsCanceledException>(() => queued).Within()).BytesTransferred);
        Assert.False(send.IsCompleted);

        await cancellation.CancelAsync();

        SendPacketsCanceledException ended = await Assert.ThrowsAsync<SendPacketsCanceledException>(() => send).Within();
        Assert.InRange(ended.BytesTransferred, 0, 200_000_099);
        await Bounded.Until(() => Descriptors.CountBelow(Folder.Path) == 0, "the files to close, also those that a disk thread is still reading");
        if (!Flavour.SurvivesCancellation)
            return;
        Task<byte[]> received = pair.ReceiveAsync((int)ended.BytesTransferred + 5);
        Assert.Equal(5, await Flavour.Send(pair, [RandomBytes(5)]).Within());
        Assert.True((await received.Within()).Length == ended.BytesTransferred + 5);
    }

    [Fact]
    public async Task TransmitterDisposedOf_EndsTheSendAsAborted()
    {
        await using StreamPair pair = await Flavour.ConnectAsync();
        Task<long> send = Flavour.Send(pair, [PacketElement.FromFile(Folder.WriteSparse("f", 200_000_000))]);
        Task<long> queued = Flavour.Send(pair, [RandomBytes(100)]);

        await Flavour.Transmitter.DisposeAsync().AsTask().Within("the disposal");

        Assert.Equal(SocketError.OperationAborted, (await Assert.ThrowsAsync<SendPacketsException>(() => send).Within()).SocketErrorCode);
        Assert.Equal(SocketError.OperationAborted, (await Assert.ThrowsAsync<SendPacketsException>(() => queued).Within()).SocketErrorCode);
        await Bounded.Until(() => Descriptors.CountBelow(Folder.Path) == 0, "the files to close, also those that a disk thread is still reading");
        Assert.Throws<ObjectDisposedException>(() => { _ = Flavour.Send(pair, [RandomBytes(1)]); });
    }

    [Fact]
    public async Task PeerThatReadsNothing_IsAStall()
    {
        await using StreamPair pair = await Flavour.ConnectAsync();

        SendPacketsException failure = await Assert.ThrowsAsync<SendPacketsException>(() => Flavour.Send(
            pair, [PacketElement.FromFile(Folder.WriteSparse("f", 200_000_000))], new SendPacketsOptions { StallTimeout = TimeSpan.FromMilliseconds(200) })).Within();

        Assert.Equal(SocketError.TimedOut, failure.SocketErrorCode);
    }

    /// <summary>Faster than its rate a send cannot be; how smooth it is, the tests of rates tell.</summary>
    [Fact]
    public async Task Rate_HoldsTheSendBack_AndProgressIsTold()
    {
        await using StreamPair pair = await Flavour.ConnectAsync();
        List<SendPacketsProgress> reports = [];
        Task<byte[]> received = pair.ReceiveAsync(150_100);
        long start = Environment.TickCount64;

        await Flavour.Send(
            pair,
            [RandomBytes(100), PacketElement.FromFile(Folder.Write("f", 150_000))],
            new SendPacketsOptions { MaxBytesPerSecond = 500_000, Progress = new Recorder(reports) }).Within();

        Assert.InRange(Environment.TickCount64 - start, 200, Bounded.Limit.TotalMilliseconds);
        Assert.Equal(150_100, (await received.Within()).Length);
        Assert.Equal(new SendPacketsProgress(150_100, 1, 150_100), reports[^1]);
        Assert.Equal([.. reports.OrderBy(report => report.BytesTransferred)], reports);
        Assert.True(reports.Count > 1);
    }

    /// <summary>SHA-256 on both sides, of data and holes.</summary>
    [Fact]
    public async Task BigFile_ArrivesBitForBit()
    {
        long size = Flavour.BigFileBytes;
        string file = Folder.WriteSparse("f", size);
        using (SafeFileHandle handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write))
        {
            for (long offset = 12_345; offset < size - 1_000_000; offset += 16_000_001)
                RandomAccess.Write(handle, RandomBytes(1_000_000, (int)(offset % 1000)), offset);
        }

        byte[] expected;
        await using (FileStream stream = File.OpenRead(file))
            expected = await SHA256.HashDataAsync(stream);
        await using StreamPair pair = await Flavour.ConnectAsync();
        Task<byte[]> received = pair.HashAsync(size);

        Assert.Equal(size, await Flavour.Send(pair, [PacketElement.FromFile(file)]).Within("the file"));

        Assert.Equal(expected, await received.Within("the bytes"));
    }

    protected static byte[] RandomBytes(int length, int seed = 7)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private sealed class Recorder(List<SendPacketsProgress> reports) : IProgress<SendPacketsProgress>
    {
        public void Report(SendPacketsProgress value) => reports.Add(value);
    }
}
