using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Streams;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>The end of a transmitter under way (BUGCLASSES 17, 31).</summary>
public sealed class DisposalTests
{
    [Fact]
    public async Task UnusedTransmitter_IsDisposedOfTwice()
    {
        await using SimulationHost host = new();

        await host.DisposeTransmitterAsync();
        await host.DisposeTransmitterAsync();

        Assert.Empty(host.Kernel.Calls);
    }

    [Fact]
    public async Task ParkedQueuedAndYieldedSends_EndAsAborted()
    {
        await using SimulationHost host = new(new TransmitterOptions { ReactorThreads = 2 });
        host.Kernel.AddSparseFile("/huge", 10 * StreamEngine.TurnBytes);
        SimulatedConnection slow = host.Connect(capacity: 1000);
        SimulatedConnection fast = host.Connect();
        ObservedSend[] sends =
        [
            host.Send(slow, PacketElement.FromFile("/huge"), Bytes.Of(10)),
            host.Send(slow, PacketElement.FromFile("/huge")),
            host.Send(slow, Bytes.Of(10)),
            host.Send(fast, PacketElement.FromFile("/huge")),
            host.Send(fast, Bytes.Of(10)),
        ];

        await host.DisposeTransmitterAsync();

        Assert.All(sends, send => Assert.Equal(SocketError.OperationAborted, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode));
        Assert.Equal([1000, 0, 0, StreamEngine.TurnBytes, 0], sends.Select(send => send.Bytes));
    }

    [Fact]
    public async Task SendBehindAnothersOnTheSameSocket_EndsWithItsOwnTransmitter()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend parked = host.Send(connection, Bytes.Of(5000));
        Transmitter other = new(new TransmitterOptions { ReactorThreads = 1 }, host.Kernel, host.Dispatcher, host.Time, ownThreads: false);
        ObservedSend behind = new(other.SendAsync(connection.Queue, null, canCork: true, [Bytes.Of(10)], default, default));

        Task disposing = other.DisposeAsync().AsTask();
        host.WaitFor(() => disposing.IsCompleted, "the disposal of the other transmitter");

        Assert.Equal(SocketError.OperationAborted, Assert.IsType<SendPacketsException>(behind.Failure).SocketErrorCode);
        Assert.False(parked.IsCompleted);
        host.RunToEnd();
        Assert.True(parked.Succeeded);
        Assert.Equal(Bytes.Of(5000), connection.Received);
    }

    [Fact]
    public async Task SendAfterDisposal_EndsAsAborted()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(10));
        await host.DisposeTransmitterAsync();

        foreach (ObservedSend send in (ObservedSend[])[host.Send(connection, Bytes.Of(10)), host.Send(connection, PacketElement.FromFile("/a"))])
            Assert.Equal(SocketError.OperationAborted, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);

        Assert.Equal(0, connection.Socket.TakenLength);
    }

    /// <summary>Disposal while another thread is about to park: neither may wait for the other for ever.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DisposalWhileASocketIsRegistered_EndsTheSend(bool before)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        OtherThread? other = null;
        Task? disposing = null;
        Fault fault = host.Kernel.Faults.When(call => call.Kind == CallKind.ControlEpoll && call.Other == connection.Descriptor);
        Action dispose = () => other = OtherThread.Run(() => disposing = host.Transmitter.DisposeAsync().AsTask());
        if (before)
            fault.Before(dispose);
        else
            fault.After(dispose);

        ObservedSend send = host.Send(connection, Bytes.Of(5000));
        other!.Join();
        host.Settle();
        await disposing!;

        Assert.Equal(SocketError.OperationAborted, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
        Assert.Equal(1000, send.Bytes);
    }

    /// <summary>
    /// The reactor closes its wake-up descriptor when its last send is gone. A thread that is still about to signal it must not reach a number that
    /// may by then be somebody else's (BUGCLASSES 30): here the one whose send has yielded, and was finished meanwhile.
    /// </summary>
    [Fact]
    public async Task WakeUpAfterAYield_NeverReachesAClosedDescriptor()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddSparseFile("/huge", 2 * StreamEngine.TurnBytes);
        host.Poll();
        OtherThread? other = null;
        host.Kernel.Faults.At(CallKind.SignalEvent, 1).Before(() => other = OtherThread.Run(() =>
        {
            host.Settle();
            host.Transmitter.DisposeAsync().AsTask().Wait();
        }));

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/huge"));
        other!.Join();

        Assert.True(send.Succeeded);
        Assert.DoesNotContain(host.Kernel.CallsOf(CallKind.SignalEvent), call => call.Error == Errno.BadDescriptor);
    }

    /// <summary>The same for the thread that disposes of the transmitter while the reactor's thread is on its way out by itself (BUGCLASSES 30).</summary>
    [Fact]
    public async Task WakeUpAtShutdown_NeverReachesAClosedDescriptor()
    {
        await using SimulationHost host = new(ownThreads: true);
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend send = host.Send(connection, Bytes.Of(5000));
        connection.Socket.ReadsAtOnce = true;
        host.WaitFor(() => send.IsCompleted, "the send on the reactor's thread");
        int wakeUp = host.Kernel.CallsOf(CallKind.ControlEpoll)[0].Other;
        Thread? reactor = null;
        host.Kernel.Faults.At(CallKind.SignalEvent, 1).Before(() =>
        {
            // The disposing thread stands before its call; the reactor's thread wakes up for another reason and goes as far as it can.
            host.Kernel.Faults.When(call => call.Kind == CallKind.DrainEvent).After(() => reactor = Thread.CurrentThread);
            host.Kernel.SignalEvent(wakeUp);
            SpinWait.SpinUntil(() => reactor is not null && (reactor.ThreadState & (ThreadState.Stopped | ThreadState.WaitSleepJoin)) != 0);
        });

        await host.DisposeTransmitterAsync();

        Assert.DoesNotContain(host.Kernel.CallsOf(CallKind.SignalEvent), call => call.Error == Errno.BadDescriptor);
    }
}
