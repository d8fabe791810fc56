using Sluice.Operations;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>The sends of one socket, one after another (BUGCLASSES 4, 18, 32).</summary>
public sealed class SendQueueTests
{
    private const int Large = 200_000;

    /// <summary>BUGCLASSES 18.</summary>
    [Fact]
    public async Task ConcurrentSends_GoOutInTheOrderOfTheCalls_EachAsAWhole()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 10_000);
        host.Kernel.AddFile("/a", Bytes.Of(Large));
        List<int> completed = [];
        List<byte[]> expected = [];
        for (int i = 0; i < 10; i++)
        {
            int index = i;
            byte[] header = Bytes.Of(3000, i);
            ObservedSend send = host.Send(connection, header, PacketElement.FromFile("/a"), header);
            send.OnCompleted = () => completed.Add(index);
            expected.AddRange(header, Bytes.Of(Large), header);
        }

        host.RunToEnd();

        Assert.Equal(Enumerable.Range(0, 10), completed);
        Assert.Equal(Bytes.Join([.. expected]), connection.Received);
    }

    [Fact]
    public async Task SendOnAFreeSocket_CompletesInline_AndBehindAnotherItWaits()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);

        ObservedSend first = host.Send(connection, Bytes.Of(1000));
        ObservedSend second = host.Send(connection, Bytes.Of(1000));
        ObservedSend third = host.Send(connection, Bytes.Of(1));

        Assert.True(first.WasInline);
        Assert.False(second.IsCompleted);
        Assert.False(third.IsCompleted);
        Assert.True(host.Send(connection, default(PacketElement)).WasInline);
        host.RunToEnd();
        Assert.True(second.Succeeded && third.Succeeded);
    }

    /// <summary>BUGCLASSES 18: transmitters do not know of each other, the queue of the socket knows them all.</summary>
    [Fact]
    public async Task SendsOfTwoTransmitters_DoNotMix()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        Transmitter other = new(new TransmitterOptions { ReactorThreads = 1 }, host.Kernel, host.Dispatcher, host.Time, ownThreads: false);

        ObservedSend first = host.Send(connection, Bytes.Of(5000));
        ObservedSend second = new(other.SendAsync(connection.Queue, null, true, [Bytes.Of(5000, 2)], default, TestContext.Current.CancellationToken));
        ObservedSend third = host.Send(connection, Bytes.Of(5000, 3));
        for (int round = 0; round < 40; round++)
        {
            host.RunToEnd();
            ((Sluice.Reactor.EpollReactor)other.Reactors[0]).Poll(0);
        }

        Assert.True(first.Succeeded && second.Succeeded && third.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(5000), Bytes.Of(5000, 2), Bytes.Of(5000, 3)), connection.Received);
        await other.DisposeAsync();
    }

    /// <summary>BUGCLASSES 4: at every fill of the buffer, the send goes on at the very byte, once.</summary>
    [Theory]
    [InlineData(1, 300)]
    [InlineData(7, 3000)]
    [InlineData(1000, 100_000)]
    [InlineData(65_537, Large)]
    public async Task FullSocket_ParksTheSend_WhichGoesOnAtTheExactByte(int capacity, int length)
    {
        await using SimulationHost host = new(new TransmitterOptions { ReactorThreads = 1, CoalesceLimit = 100 });
        SimulatedConnection connection = host.Connect(capacity);
        host.Kernel.AddFile("/a", Bytes.Of(length));

        ObservedSend send = host.Send(connection, Bytes.Of(150, 2), PacketElement.FromFile("/a", 3), Bytes.Of(50, 3));
        Assert.False(send.IsCompleted);
        host.RunToEnd();

        Assert.Equal(length - 3 + 200, send.Bytes);
        Assert.Equal(Bytes.Join(Bytes.Of(150, 2), Bytes.Of(length)[3..], Bytes.Of(50, 3)), connection.Received);
    }

    [Fact]
    public async Task ParkedSend_DoesNothingUntilTheSocketIsWritable()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend send = host.Send(connection, Bytes.Of(1500));
        int calls = host.Kernel.CountOf(CallKind.Send);

        for (int i = 0; i < 10; i++)
            Assert.Equal(0, host.Poll());

        Assert.Equal(calls, host.Kernel.CountOf(CallKind.Send));
        connection.Socket.Drain();
        Assert.Equal(1, host.Poll());
        host.Settle();
        Assert.True(send.Succeeded);
    }

    /// <summary>BUGCLASSES 32: the caller is told with no lock held: another thread can send, cancel and poll at that very moment.</summary>
    [Fact]
    public async Task Completion_IsHandedOverWithoutAnyLock()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        using CancellationTokenSource source = new();
        host.Send(connection, [Bytes.Of(5000)], default, source);
        ObservedSend queued = host.Send(connection, Bytes.Of(5000));
        host.Dispatcher.OnDispatch = () =>
        {
            host.Dispatcher.OnDispatch = null;
            OtherThread other = OtherThread.Run(() =>
            {
                host.Send(connection, Bytes.Of(10));
                host.Poll();
            });
            other.Join();
        };

        source.Cancel();
        host.RunToEnd();

        Assert.True(queued.Succeeded);
        Assert.Null(host.Dispatcher.OnDispatch);
    }

    /// <summary>BUGCLASSES 32: none completes inside another, however many wait.</summary>
    [Fact]
    public async Task LongQueueThatCanGoAtOnce_DoesNotRecurse()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1_000_000);
        ObservedSend head = host.Send(connection, Bytes.Of(1_500_000));
        ObservedSend[] others = [.. Enumerable.Range(0, 100_000).Select(_ => host.Send(connection, new byte[] { 1 }))];

        connection.Socket.Drain();
        host.RunToEnd();

        Assert.True(head.Succeeded);
        Assert.All(others, send => Assert.True(send.Succeeded));
        Assert.Equal(1_600_000, connection.Socket.ReceivedLength);
    }

    [Fact]
    public async Task BadSettings_FailWithoutWaitingInTheQueue()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend parked = host.Send(connection, Bytes.Of(5000));

        ObservedSend bad = host.Send(connection, [Bytes.Of(10)], new SendSettings(default, -2));

        Assert.True(bad.WasInline);
        Assert.Equal(0, bad.Bytes);
        host.RunToEnd();
        Assert.True(parked.Succeeded);
    }
}
