using Sluice.Operations;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Operations;

/// <summary>MaxBytesPerSecond, in virtual time: within 5 % over every second, of one send and of many that share it.</summary>
public sealed class RateTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    [InlineData(100_000_000)]
    public async Task OneSend_KeepsItsRateOverEverySecond(long rate)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddSparseFile("/huge", 5 * rate);

        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/huge")], Rate(rate));
        List<(TimeSpan Time, long Bytes)> course = Watch(host, [connection]);

        Assert.True(send.Succeeded);
        Assert.Equal(5 * rate, connection.Socket.ReceivedLength);
        AssertKept(course, rate);
    }

    /// <summary>Many sends of one transmitter share its rate, in turns: none is far ahead of another.</summary>
    [Fact]
    public async Task ManySends_ShareTheRateOfTheirTransmitter_Fairly()
    {
        const long Rate = 1_000_000;
        await using SimulationHost host = new(new TransmitterOptions { MaxBytesPerSecond = Rate });
        SimulatedConnection[] connections = [.. Enumerable.Range(0, 10).Select(_ => host.Connect())];
        host.Kernel.AddSparseFile("/huge", Rate / 2);

        ObservedSend[] sends = [.. connections.Select(connection => host.Send(connection, PacketElement.FromFile("/huge")))];
        while (host.Time.Elapsed < TimeSpan.FromSeconds(3) && host.PassToNext())
        {
            long[] lengths = [.. connections.Select(connection => connection.Socket.TakenLength)];
            Assert.InRange(lengths.Max() - lengths.Min(), 0, Rate / 100);
        }

        List<(TimeSpan Time, long Bytes)> course = Watch(host, connections);
        Assert.All(sends, send => Assert.True(send.Succeeded));
        AssertKept(course, Rate);
    }

    /// <summary>Small sends reserve no more than they have: a thousand a second of 100 bytes are 100 KB/s.</summary>
    [Fact]
    public async Task ManySmallSends_UseAllOfTheSharedRate()
    {
        await using SimulationHost host = new(new TransmitterOptions { MaxBytesPerSecond = 100_000 });
        SimulatedConnection connection = host.Connect();

        ObservedSend[] sends = [.. Enumerable.Range(0, 2000).Select(_ => host.Send(connection, Bytes.Of(100)))];
        host.RunToEnd();

        Assert.All(sends, send => Assert.True(send.Succeeded));
        Assert.InRange(host.Time.Elapsed.TotalSeconds, 1.9, 2.05);
    }

    [Fact]
    public async Task OwnRateBelowTheSharedOne_Holds()
    {
        await using SimulationHost host = new(new TransmitterOptions { MaxBytesPerSecond = 1_000_000 });
        SimulatedConnection slow = host.Connect(), fast = host.Connect();

        ObservedSend first = host.Send(slow, [Bytes.Of(20_000)], Rate(10_000));
        ObservedSend second = host.Send(fast, Bytes.Of(900_000));
        host.PassToNext();
        while (!second.IsCompleted && host.PassToNext())
        {
        }

        Assert.InRange(host.Time.Elapsed.TotalSeconds, 0.85, 0.95);
        host.RunToEnd();
        Assert.True(first.Succeeded);
        Assert.InRange(host.Time.Elapsed.TotalSeconds, 1.9, 2.05);
    }

    /// <summary>A pause holds no reference to the socket, leaves nothing corked, and can be ended.</summary>
    [Fact]
    public async Task CancelledInAPause_EndsAtOnce_WithItsCount()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(100_000));
        using CancellationTokenSource source = new();
        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/a"), Bytes.Of(10)], Rate(100_000), source);
        host.Settle();
        Assert.Equal(0, connection.Owner.References);
        Assert.False(connection.Socket.IsCorked);

        source.Cancel();
        host.Settle();

        SendPacketsCanceledException failure = Assert.IsType<SendPacketsCanceledException>(send.Failure);
        Assert.Equal(connection.Socket.ReceivedLength, failure.BytesTransferred);
        Assert.InRange(failure.BytesTransferred, 1, 3000);
    }

    [Fact]
    public async Task NegativeRate_IsAnInvalidArgument()
    {
        await using SimulationHost host = new();

        ObservedSend send = host.Send(host.Connect(), [Bytes.Of(5)], Rate(-1));

        Assert.Equal(0, Assert.IsType<SendPacketsException>(send.Failure).BytesTransferred);
    }

    private static SendSettings Rate(long rate) => SendSettings.From(new SendPacketsOptions { MaxBytesPerSecond = rate });

    private static List<(TimeSpan Time, long Bytes)> Watch(SimulationHost host, SimulatedConnection[] connections)
    {
        List<(TimeSpan Time, long Bytes)> course = [];
        host.Settle();
        do
            course.Add((host.Time.Elapsed, connections.Sum(connection => connection.Socket.TakenLength)));
        while (host.PassToNext());
        return course;
    }

    /// <summary>Every stretch of a second, and the whole, within 5 %.</summary>
    private static void AssertKept(List<(TimeSpan Time, long Bytes)> course, long rate)
    {
        Assert.InRange(course[^1].Time - course[0].Time, TimeSpan.Zero, TimeSpan.FromHours(1));
        for (int from = 0, to = 0; from < course.Count; from++)
        {
            while (to < course.Count && course[to].Time - course[from].Time < TimeSpan.FromSeconds(1))
                to++;
            if (to == course.Count)
                break;
            long most = Math.Max(1, rate * 105 / 100), least = rate * 95 / 100;
            Assert.InRange(course[to - 1].Bytes - course[from].Bytes, 0, most);
            Assert.InRange(course[to].Bytes - course[from].Bytes, Math.Min(least, rate - 1), long.MaxValue);
        }

        double whole = course[^1].Bytes / Math.Max(0.1, course[^1].Time.TotalSeconds);
        Assert.InRange(whole, rate * 0.95, (rate * 1.25) + 1);
    }
}
