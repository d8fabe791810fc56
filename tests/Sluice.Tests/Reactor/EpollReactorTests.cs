using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>Registrations, their generations, and what the kernel may refuse (BUGCLASSES 17, 30).</summary>
public sealed class EpollReactorTests
{
    [Fact]
    public async Task SendThatNeedNotWait_StartsNoReactor()
    {
        await using SimulationHost host = new();

        host.Send(host.Connect(), Bytes.Of(10));

        Assert.Equal(0, host.Kernel.CountOf(CallKind.CreateEpoll) + host.Kernel.CountOf(CallKind.CreateEvent));
    }

    [Fact]
    public async Task SocketIsAddedOnce_AndThenOnlyRearmed()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);

        ObservedSend first = host.Send(connection, Bytes.Of(5000));
        host.RunToEnd();
        ObservedSend second = host.Send(connection, Bytes.Of(5000));
        host.RunToEnd();

        Assert.True(first.Succeeded && second.Succeeded);
        EpollOperation[] operations = [.. host.Kernel.CallsOf(CallKind.ControlEpoll)
            .Where(call => call.Other == connection.Descriptor).Select(call => call.Operation)];
        Assert.Equal([EpollOperation.Add, .. Enumerable.Repeat(EpollOperation.Modify, 7)], operations);
    }

    /// <summary>Whichever reactor is next in turn: one that does not know the socket would have to be told of it first.</summary>
    [Fact]
    public async Task SocketOfManySends_StaysWithTheReactorThatKnowsIt()
    {
        await using SimulationHost host = new(new TransmitterOptions { ReactorThreads = 2 });
        SimulatedConnection[] connections = [host.Connect(capacity: 1000), host.Connect(capacity: 1000)];

        ObservedSend[] sends = [.. Enumerable.Range(0, 12).Select(index => host.Send(connections[index % 2], Bytes.Of(5000, index)))];
        host.RunToEnd();

        Assert.All(sends, send => Assert.True(send.Succeeded));
        int[] reactors = [.. connections.Select(connection => Assert.Single(host.Kernel.CallsOf(CallKind.ControlEpoll)
            .Where(call => call.Other == connection.Descriptor).Select(call => call.Descriptor).Distinct()))];
        Assert.NotEqual(reactors[0], reactors[1]);
    }

    /// <summary>The kernel forgets a registration behind our back, or keeps one: neither is a failure.</summary>
    [Theory]
    [InlineData(Errno.NoEntry, EpollOperation.Modify)]
    [InlineData(Errno.Exists, EpollOperation.Add)]
    public async Task RegistrationThatIsNotAsExpected_IsMadeTheOtherWay(Enum error, Enum operation)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        Fault fault = host.Kernel.Faults
            .When(call => call.Other == connection.Descriptor && call.Operation == (EpollOperation)operation)
            .Before(() => Change(host, connection, (Errno)error));

        ObservedSend send = host.Send(connection, Bytes.Of(5000));
        host.RunToEnd();

        Assert.Equal(1, fault.Hits);
        Assert.Equal(1, host.Kernel.Calls.Count(call => call.Error == (Errno)error));
        Assert.True(send.Succeeded);
    }

    [Theory]
    [InlineData(Errno.NoMemory, SocketError.NoBufferSpaceAvailable)]
    [InlineData(Errno.NoSpace, SocketError.NoBufferSpaceAvailable)]
    public async Task RefusedRegistration_FailsTheSendWithItsCount_AndTheNextOneTriesAgain(Enum error, SocketError expected)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Kernel.Faults.When(call => call.Other == connection.Descriptor).Fails((Errno)error);

        ObservedSend failed = host.Send(connection, Bytes.Of(5000));
        ObservedSend next = host.Send(connection, Bytes.Of(5000, 2));
        host.RunToEnd();

        SendPacketsException failure = Assert.IsType<SendPacketsException>(failed.Failure);
        Assert.Equal((expected, 1000), (failure.SocketErrorCode, failure.BytesTransferred));
        Assert.True(next.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(5000)[..1000], Bytes.Of(5000, 2)), connection.Received);
    }

    /// <summary>BUGCLASSES 17: a reactor that cannot start leaves nothing open, and may start the next time.</summary>
    [Theory]
    [InlineData((int)CallKind.CreateEpoll)]
    [InlineData((int)CallKind.CreateEvent)]
    [InlineData((int)CallKind.ControlEpoll)]
    public async Task ReactorThatCannotStart_FailsTheSendThatHasToWait(int kind)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Kernel.Faults.At((CallKind)kind, 1).Fails(Errno.TooManyOpenFiles);

        ObservedSend failed = host.Send(connection, Bytes.Of(5000));
        Assert.Equal([connection.Descriptor], host.Kernel.OpenDescriptors);
        ObservedSend next = host.Send(connection, Bytes.Of(5000, 2));
        host.RunToEnd();

        Assert.Equal(SocketError.TooManyOpenSockets, Assert.IsType<SendPacketsException>(failed.Failure).SocketErrorCode);
        Assert.True(next.Succeeded);
    }

    /// <summary>BUGCLASSES 30: the event of a wait that is over finds nobody.</summary>
    [Fact]
    public async Task EventForACancelledWait_IsDropped()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        using CancellationTokenSource source = new();
        host.Send(connection, [Bytes.Of(5000)], default, source);
        source.Cancel();
        connection.Socket.Drain();

        Assert.Equal(0, host.Poll());

        Assert.Equal(1, host.Reactor.StaleEvents);
        host.Dispatcher.RunAll();
    }

    /// <summary>BUGCLASSES 30: the event is already with the reactor when its slot, and its descriptor, come to belong to another send.</summary>
    [Fact]
    public async Task EventInFlight_DoesNotWakeTheNextUserOfItsSlotAndDescriptor()
    {
        await using SimulationHost host = new();
        SimulatedConnection old = host.Connect(capacity: 1000);
        using CancellationTokenSource source = new();
        host.Send(old, [Bytes.Of(5000)], default, source);
        old.Socket.Drain();
        SimulatedConnection? reused = null;
        ObservedSend? waiting = null;
        int sends = 0;
        host.Kernel.Faults.At(CallKind.WaitEpoll, 1).After(() =>
        {
            source.Cancel();
            old.Owner.Dispose();
            reused = host.Connect(capacity: 2000);
            waiting = host.Send(reused, Bytes.Of(3000));
            sends = host.Kernel.CountOf(CallKind.Send);
        });

        Assert.Equal(0, host.Poll());

        Assert.Equal(old.Descriptor, reused!.Descriptor);
        Assert.Equal(1, host.Reactor.StaleEvents);
        Assert.Equal(sends, host.Kernel.CountOf(CallKind.Send));
        Assert.False(waiting!.IsCompleted);
        host.RunToEnd();
        Assert.True(waiting.Succeeded);
        Assert.Equal(Bytes.Of(3000), reused.Received);
    }

    [Fact]
    public async Task MoreWaitsThanOneBatchOfEvents_AreAllWoken()
    {
        await using SimulationHost host = new();
        SimulatedConnection[] connections = [.. Enumerable.Range(0, 500).Select(_ => host.Connect(capacity: 100))];
        ObservedSend[] sends = [.. connections.Select((connection, index) => host.Send(connection, Bytes.Of(1000, index)))];

        host.RunToEnd();

        Assert.All(sends, send => Assert.True(send.Succeeded));
        Assert.All(connections, connection => Assert.Equal(1000, connection.Socket.ReceivedLength));
    }

    private static void Change(SimulationHost host, SimulatedConnection connection, Errno error)
    {
        KernelCall call = host.Kernel.Calls[^1];
        EpollOperation operation = error == Errno.NoEntry ? EpollOperation.Delete : EpollOperation.Add;
        host.Kernel.ControlEpoll(call.Descriptor, operation, connection.Descriptor, EpollEvents.Out | EpollEvents.OneShot, ulong.MaxValue >> 1);
    }
}
