using System.Diagnostics;
using System.Net.Sockets;

namespace Sluice.LinuxTests;

/// <summary>The options of a send on real sockets. What depends on time is proven in virtual time; here only bounds that a busy machine cannot break.</summary>
public sealed class OptionTests : IAsyncDisposable
{
    private readonly Transmitter _linux = new();
    private readonly Transmitter _portable = new(new TransmitterOptions { Backend = TransmitterBackend.Portable });
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<TransmitterBackend> Backends => [TransmitterBackend.Linux, TransmitterBackend.Portable];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Progress_RisesToTheTotal_AndIsToldBeforeTheEnd(TransmitterBackend backend)
    {
        using ConnectedPair pair = ConnectedPair.Create(SocketFamily.Tcp4, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024);
        string file = _folder.Write("file", 20_000_000);
        Task<long> reading = pair.DiscardAsync();
        Reports reports = new();

        await Of(backend).SendPacketsAsync(pair.Sender, [new byte[100], PacketElement.FromFile(file)], new SendPacketsOptions { Progress = reports });
        SendPacketsProgress[] told = reports.All();

        Assert.Equal(new SendPacketsProgress(20_000_100, 1, 20_000_100), told[^1]);
        Assert.Equal(told.OrderBy(report => report.BytesTransferred), told);
        pair.Sender.Shutdown(SocketShutdown.Send);
        await reading.Within();
        Assert.Equal(told.Length, reports.All().Length);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task PeerThatDoesNotRead_TimesTheSendOut_AndLaterSendsGoOn(TransmitterBackend backend)
    {
        using ConnectedPair pair = ConnectedPair.Create(SocketFamily.Tcp4, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024);
        TimeSpan timeout = TimeSpan.FromMilliseconds(300);
        long start = Stopwatch.GetTimestamp();

        SendPacketsException failure = await Assert.ThrowsAsync<SendPacketsException>(() => Of(backend)
            .SendPacketsAsync(pair.Sender, [new byte[3_000_000]], new SendPacketsOptions { StallTimeout = timeout }).AsTask().Within());

        Assert.Equal(SocketError.TimedOut, failure.SocketErrorCode);

        // The framework's timers, which the portable backend has, count in ticks of their own and may be early by some milliseconds.
        Assert.InRange(Stopwatch.GetElapsedTime(start), timeout - TimeSpan.FromMilliseconds(20), Bounded.Limit);
        Assert.InRange(failure.BytesTransferred, backend == TransmitterBackend.Portable ? 0 : 1, 2_999_999);
        Task<byte[]> all = pair.ReceiveToEndAsync();
        Assert.Equal(1, await Of(backend).SendPacketsAsync(pair.Sender, [new byte[] { 42 }]).AsTask().Within());
        pair.Sender.Shutdown(SocketShutdown.Send);
        byte[] received = await all.Within();
        Assert.Equal(42, received[^1]);

        // The framework's calls do not tell how much of a cancelled piece was taken: there the count may be one piece too low.
        Assert.InRange(received.Length - 1 - failure.BytesTransferred, 0, backend == TransmitterBackend.Portable ? 64 * 1024 : 0);
    }

    /// <summary>Never faster than asked, of one send and of several that share it; a busy machine can only make it slower.</summary>
    [Theory]
    [InlineData(TransmitterBackend.Linux, false)]
    [InlineData(TransmitterBackend.Linux, true)]
    [InlineData(TransmitterBackend.Portable, false)]
    [InlineData(TransmitterBackend.Portable, true)]
    public async Task Rate_IsNeverExceeded(TransmitterBackend backend, bool isShared)
    {
        const int Rate = 4_000_000, Size = 1_000_000;
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = backend, MaxBytesPerSecond = isShared ? Rate : 0 });
        SendPacketsOptions? options = isShared ? null : new SendPacketsOptions { MaxBytesPerSecond = Rate / 2 };
        string file = _folder.Write("file", Size);
        using ConnectedPair first = ConnectedPair.Create(), second = ConnectedPair.Create();
        Task<byte[]>[] receptions = [first.ReceiveAsync(Size), second.ReceiveAsync(Size)];
        long start = Stopwatch.GetTimestamp();

        Task<long>[] sends =
        [
            transmitter.SendPacketsAsync(first.Sender, [PacketElement.FromFile(file)], options).AsTask(),
            transmitter.SendPacketsAsync(second.Sender, [PacketElement.FromFile(file)], options).AsTask(),
        ];
        await Task.WhenAll(sends).Within("both sends");

        TimeSpan least = TimeSpan.FromSeconds(0.95 * 2 * Size / Rate);
        Assert.InRange(Stopwatch.GetElapsedTime(start), least, Bounded.Limit);
        foreach (Task<byte[]> reception in receptions)
            Assert.Equal(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), await reception.Within());
    }

    /// <summary>Two outstanding at a time: what reads slowly holds its place, and all arrive.</summary>
    [Theory]
    [MemberData(nameof(Backends))]
    public async Task ClientProfile_SendsTwoAtATime(TransmitterBackend backend)
    {
        await using Transmitter client = new(new TransmitterOptions { Backend = backend, Profile = TransmitterProfile.Client });
        ConnectedPair[] pairs = [.. Enumerable.Range(0, 8).Select(_ => ConnectedPair.Create(SocketFamily.Tcp4, sendBuffer: 16 * 1024, receiveBuffer: 16 * 1024))];
        Task<long>[] sends = [.. pairs.Select(pair => client.SendPacketsAsync(pair.Sender, [new byte[500_000]]).AsTask())];

        await Bounded.Until(() => pairs[0].Receiver.Available > 0 && pairs[1].Receiver.Available > 0, "the first two to begin");
        Assert.All(pairs[2..], pair => Assert.Equal(0, pair.Receiver.Available));
        Task<byte[]>[] receptions = [.. pairs.Select(pair => pair.ReceiveAsync(500_000))];
        await Task.WhenAll(sends).Within("all sends");

        Assert.All(await Task.WhenAll(receptions).Within("all bytes"), received => Assert.Equal(500_000, received.Length));
        Array.ForEach(pairs, pair => pair.Dispose());
    }

    /// <summary>Cancelled in a pause of its rate: at once, with the true count.</summary>
    [Theory]
    [MemberData(nameof(Backends))]
    public async Task CancelledWhileItsRateHoldsItBack_EndsWithItsCount(TransmitterBackend backend)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        using CancellationTokenSource cancellation = new();
        Task<byte[]> all = pair.ReceiveToEndAsync();
        Task<long> send = Of(backend).SendPacketsAsync(
            pair.Sender, [new byte[1_000_000]], new SendPacketsOptions { MaxBytesPerSecond = 50_000 }, cancellation.Token).AsTask();
        await Bounded.Until(() => pair.Receiver.Available > 0 || all.IsCompleted || send.IsCompleted, "the first bytes");

        await cancellation.CancelAsync();

        SendPacketsCanceledException failure = await Assert.ThrowsAsync<SendPacketsCanceledException>(() => send.Within());
        pair.Sender.Shutdown(SocketShutdown.Send);
        Assert.Equal(failure.BytesTransferred, (await all.Within()).Length);
    }

    public async ValueTask DisposeAsync()
    {
        await _linux.DisposeAsync();
        await _portable.DisposeAsync();
        _folder.Dispose();
    }

    private Transmitter Of(TransmitterBackend backend) => backend == TransmitterBackend.Portable ? _portable : _linux;

    private sealed class Reports : IProgress<SendPacketsProgress>
    {
        private readonly List<SendPacketsProgress> _all = [];

        public void Report(SendPacketsProgress value)
        {
            lock (_all)
                _all.Add(value);
        }

        public SendPacketsProgress[] All()
        {
            lock (_all)
                return [.. _all];
        }
    }
}
