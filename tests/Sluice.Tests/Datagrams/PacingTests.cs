using System.Net.Sockets;
using Sluice.Operations;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>MaxBytesPerSecond over datagrams, in virtual time: within 5 % and a datagram over every second, in small bursts, nothing lost.</summary>
public sealed class PacingTests
{
    public static TheoryData<long, int, bool> Rates => new()
    {
        // Datagrams larger than a piece.
        { 100_000, 1200, true }, { 100_000, 60_000, true }, { 1_000_000, 1200, true },

        // Runs that the kernel cuts, and sendmmsg.
        { 10_000_000, 1200, true }, { 10_000_000, 1200, false }, { 10_000_000, 100, true }, { 10_000_000, 9000, false }, { 100_000_000, 1200, true },
    };

    [Theory]
    [MemberData(nameof(Rates))]
    public async Task Memory_KeepsItsRateOverEverySecond_InSmallBursts_LosingNothing(long rate, int size, bool cutByTheKernel)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams(knowsSegments: cutByTheKernel);
        byte[] content = Bytes.Of((int)(rate * 5 / 2));

        ObservedSend send = host.Send(socket, [content], Pace(rate, size));
        Course course = Course.Watch(host, [socket]);

        Assert.True(send.Succeeded);
        Framed.AssertEqual([.. content.Chunk(size)], socket.Received);
        course.AssertKept(rate, size);
        Assert.InRange(course.LargestBurst, 1, Piece(rate, size));
    }

    [Fact]
    public async Task FilesAndElementsOfTheirOwn_ArePacedAsWell()
    {
        const int Rate = 1_000_000;
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[] content = Bytes.Of(Rate);
        host.Kernel.AddFile("/a", content);
        byte[][] own = [.. Enumerable.Range(0, 1000).Select(i => Bytes.Of(1 + (i * 7 % 1400)))];

        ObservedSend file = host.Send(socket, [PacketElement.FromFile("/a")], Pace(Rate, 1200));
        Course ofFile = Course.Watch(host, [socket]);
        ObservedSend elements = host.Send(socket, [.. own.Select(bytes => (PacketElement)bytes)], Pace(Rate, 0));
        Course ofElements = Course.Watch(host, [socket]);

        Assert.True(file.Succeeded && elements.Succeeded);
        Framed.AssertEqual([.. content.Chunk(1200), .. own], socket.Received);
        ofFile.AssertKept(Rate, 1200);
        Assert.InRange(ofFile.LargestBurst, 1, Piece(Rate, 1200));
        Assert.InRange(ofElements.LargestBurst, 1, Piece(Rate, 1400));
        Assert.InRange(ofElements.Seconds, 0.95 * own.Sum(bytes => bytes.Length) / Rate, 1.05 * own.Sum(bytes => bytes.Length) / Rate);
    }

    /// <summary>The rate of a transmitter bounds what all of its sockets send, and what they send at one instant; none is far ahead of another.</summary>
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(20_000_000)]
    public async Task ManySockets_ShareTheRateOfTheirTransmitter_AndItsBursts(long rate)
    {
        const int Size = 1200, Sockets = 5;
        await using SimulationHost host = new(new TransmitterOptions { MaxBytesPerSecond = rate });
        SimulatedDatagrams[] sockets = [.. Enumerable.Range(0, Sockets).Select(_ => host.ConnectDatagrams())];
        byte[] content = Bytes.Of((int)(rate * 2 / Sockets));

        ObservedSend[] sends = [.. sockets.Select(socket => host.Send(socket, [content], Size))];
        Course course = Course.Watch(host, sockets, (taken, _) => Assert.InRange(taken.Max() - taken.Min(), 0, 2 * Burst(rate, Size)));

        Assert.All(sends, send => Assert.True(send.Succeeded));
        Assert.All(sockets, socket => Framed.AssertEqual([.. content.Chunk(Size)], socket.Received));
        course.AssertKept(rate, Size);

        Assert.InRange(course.LargestBurst, 1, Piece(rate, Size));
    }

    /// <summary>A datagram goes out whole though less was reserved: of a shared rate the next send waits for what it was too large.</summary>
    [Fact]
    public async Task ManySendsOfOneDatagram_DoNotExceedTheSharedRate()
    {
        const int Rate = 100_000, Size = 1200, Count = 200;
        await using SimulationHost host = new(new TransmitterOptions { MaxBytesPerSecond = Rate });
        SimulatedDatagrams socket = host.ConnectDatagrams();

        ObservedSend[] sends = [.. Enumerable.Range(0, Count).Select(_ => host.Send(socket, [Bytes.Of(Size)]))];
        Course course = Course.Watch(host, [socket]);

        Assert.All(sends, send => Assert.True(send.Succeeded));
        course.AssertKept(Rate, Size);
        Assert.InRange(course.Seconds, 0.95 * Count * Size / Rate, 1.05 * Count * Size / Rate);
    }

    /// <summary>Wake-ups come late on a busy machine. What they miss is made up for, a few pieces at a time and not at once.</summary>
    [Theory]
    [InlineData(1_000_000, 1.3)]
    [InlineData(10_000_000, 1.3)]
    [InlineData(10_000_000, 3)]
    [InlineData(100_000_000, 1.3)]
    public async Task LateWakeUps_AreMadeUpFor_InSmallBursts(long rate, double milliseconds)
    {
        const int Size = 1200;
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[] content = Bytes.Of((int)(rate * 2));

        ObservedSend send = host.Send(socket, [content], Pace(rate, Size));
        Course course = Course.Watch(host, [socket], step: TimeSpan.FromMilliseconds(milliseconds));

        Assert.True(send.Succeeded);
        Framed.AssertEqual([.. content.Chunk(Size)], socket.Received);
        course.AssertKept(rate, Size);
        Assert.InRange(course.LargestBurst, 1, Burst(rate, Size));
    }

    /// <summary>A machine that slept for a second does not send that second's bytes when it wakes up.</summary>
    [Fact]
    public async Task LongPause_IsNotMadeUpForAtOnce()
    {
        const int Rate = 10_000_000, Size = 1200;
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        ObservedSend send = host.Send(socket, [Bytes.Of(Rate)], Pace(Rate, Size));
        host.Settle();
        long before = socket.Socket.TakenLength;

        host.Pass(TimeSpan.FromSeconds(0.5));

        Assert.InRange(socket.Socket.TakenLength - before, 1, Burst(Rate, Size));
        host.RunToEnd();
        Assert.True(send.Succeeded);
        Assert.InRange(host.Time.Elapsed.TotalSeconds, 1.45, 1.55);
    }

    [Fact]
    public async Task CancelledInThePause_EndsAtOnce_WithItsCount()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        using CancellationTokenSource source = new();
        ObservedSend send = host.Send(socket, [Bytes.Of(100_000)], Pace(100_000, 1200), source);
        host.Settle();
        Assert.Equal(0, socket.Owner.References);
        Assert.False(send.IsCompleted);

        await source.CancelAsync();
        host.Settle();

        Assert.Equal(1200, Assert.IsType<SendPacketsCanceledException>(send.Failure).BytesTransferred);
        Assert.Equal([1200], socket.Received.Select(datagram => datagram.Length));
        Assert.Null(host.NextDue);
    }

    /// <summary>What a send waits for its own rate is no stall; what it waits for the socket is.</summary>
    [Fact]
    public async Task StallTimeout_CountsNoPause_ButAFullSocket()
    {
        SendSettings settings = SendSettings.From(new SendPacketsOptions { MaxBytesPerSecond = 1000, StallTimeout = TimeSpan.FromMilliseconds(100), SendSize = 1200 });
        await using SimulationHost host = new();
        SimulatedDatagrams open = host.ConnectDatagrams(), full = host.ConnectDatagrams(capacity: 2000);

        ObservedSend slow = host.Send(open, [Bytes.Of(6000)], settings);
        Course course = Course.Watch(host, [open]);

        Assert.True(slow.Succeeded);
        Assert.InRange(course.Seconds, 4.7, 4.9);
        ObservedSend stalled = host.Send(full, [Bytes.Of(6000)], settings);
        Course.Watch(host, [full]);

        SendPacketsException failure = Assert.IsType<SendPacketsException>(stalled.Failure);
        Assert.Equal((SocketError.TimedOut, 2400L), (failure.SocketErrorCode, failure.BytesTransferred));
    }

    private static SendSettings Pace(long rate, int size) => SendSettings.From(new SendPacketsOptions { MaxBytesPerSecond = rate, SendSize = size });

    /// <summary>Four pieces, a thousandth of a second's bytes each, or of a datagram where that is more; and the end of a datagram.</summary>
    private static long Burst(long rate, int size) => (4 * Math.Max(rate / 1000, size)) + size;

    /// <summary>Nothing is late: a piece.</summary>
    private static long Piece(long rate, int size) => (rate / 1000) + size;
}
