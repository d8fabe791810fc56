using System.Net.Sockets;
using Sluice.Operations;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Operations;

/// <summary>SEMANTICS: no byte taken for the stall timeout is SocketError.TimedOut.</summary>
public sealed class StallTimeoutTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task PeerThatStopsReading_EndsTheSendWithItsCount()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Kernel.AddFile("/large", Bytes.Of(200_000));
        ObservedSend send = host.Send(connection, [Bytes.Of(100), PacketElement.FromFile("/large"), Bytes.Of(5)], Settings());
        ObservedSend next = host.Send(connection, Bytes.Of(300, 3));

        host.Pass(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(send.IsCompleted);
        host.Pass(TimeSpan.FromMilliseconds(1));

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.TimedOut, 1000, 1), (failure.SocketErrorCode, failure.BytesTransferred, failure.ElementIndex));
        Assert.Contains("stall timeout", failure.Message, StringComparison.Ordinal);
        host.RunToEnd();
        Assert.True(next.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(100), Bytes.Of(200_000)[..900], Bytes.Of(300, 3)), connection.Received);
    }

    [Fact]
    public async Task EveryByteTaken_StartsTheTimeAnew()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend send = host.Send(connection, [Bytes.Of(20_000)], Settings());
        for (int i = 0; i < 19; i++)
        {
            host.Pass(Timeout - TimeSpan.FromMilliseconds(1));
            Assert.False(send.IsCompleted);
            connection.Socket.Drain();
            host.Settle();
        }

        Assert.True(send.Succeeded);
    }

    /// <summary>Only the head of a queue can stall: what waits behind it starts its time with its own first turn.</summary>
    [Fact]
    public async Task TimeBehindAnotherSend_DoesNotCount()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Send(connection, Bytes.Of(1500));
        ObservedSend send = host.Send(connection, [Bytes.Of(5000)], Settings());

        host.Pass(10 * Timeout);
        Assert.False(send.IsCompleted);
        connection.Socket.Drain();
        host.Settle();
        host.Pass(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(send.IsCompleted);
        host.RunToEnd();

        Assert.True(send.Succeeded);
    }

    /// <summary>The wait for its own rate is no stall, however long.</summary>
    [Fact]
    public async Task TimeThatTheRateTakes_DoesNotCount()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SendSettings settings = SendSettings.From(new SendPacketsOptions { StallTimeout = TimeSpan.FromMilliseconds(100), MaxBytesPerSecond = 2 });

        ObservedSend send = host.Send(connection, [Bytes.Of(20)], settings);
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.InRange(host.Time.Elapsed.TotalSeconds, 9, 10);
    }

    /// <summary>Nothing may stay corked behind a send that ends here.</summary>
    [Fact]
    public async Task StalledUnderACork_LeavesNothingHeldBack()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 50_000);
        host.Kernel.AddFile("/large", Bytes.Of(200_000));
        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/large"), Bytes.Of(5)], Settings());
        Assert.True(connection.Socket.IsCorked);

        host.Pass(Timeout);

        Assert.Equal(50_000, send.Bytes);
        Assert.False(connection.Socket.IsCorked);
    }

    /// <summary>Longer than any timer takes is as good as for ever, also while a disk thread plans.</summary>
    [Fact]
    public async Task TimeoutOfAllTime_IsNone()
    {
        await using SimulationHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(3000)).IsPathCold = true;
        SendSettings settings = SendSettings.From(new SendPacketsOptions { StallTimeout = TimeSpan.MaxValue });

        ObservedSend send = host.Send(host.Connect(), [PacketElement.FromFile("/a")], settings);
        host.RunToEnd();

        Assert.Equal(3000, send.Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task TimeoutThatIsNoTime_IsAnInvalidArgument(int milliseconds)
    {
        await using SimulationHost host = new();
        SendSettings settings = SendSettings.From(new SendPacketsOptions { StallTimeout = TimeSpan.FromMilliseconds(milliseconds) });

        ObservedSend send = host.Send(host.Connect(), [Bytes.Of(5)], settings);

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.InvalidArgument, 0), (failure.SocketErrorCode, failure.BytesTransferred));
    }

    private static SendSettings Settings() => SendSettings.From(new SendPacketsOptions { StallTimeout = Timeout });
}
