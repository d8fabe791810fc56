using Sluice.Streams;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>A token that ends a send, in every state that the send can be in (BUGCLASSES 17, 31).</summary>
public sealed class CancellationTests
{
    private const int Large = 300_000;

    [Fact]
    public async Task CancelledBeforeTheCall_OpensAndSendsNothing()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        using CancellationTokenSource source = new();
        source.Cancel();

        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/a")], default, source);

        AssertCanceled(send, 0, source);
        Assert.True(send.WasInline);
        Assert.Empty(host.Kernel.Calls);
    }

    [Theory]
    [InlineData((int)CallKind.Open)]
    [InlineData((int)CallKind.GetStatus)]
    public async Task CancelledWhileTheFilesAreOpened_SendsNothing(int kind)
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        using CancellationTokenSource source = new();
        host.Kernel.Faults.At((CallKind)kind, 1).After(source.Cancel);

        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/a")], default, source);

        AssertCanceled(send, 0, source);
        Assert.Equal(0, connection.Socket.TakenLength);
    }

    [Fact]
    public async Task CancelledWhileQueued_LeavesTheQueueAtOnce_AndTheOthersInOrder()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        using CancellationTokenSource source = new();
        ObservedSend head = host.Send(connection, Bytes.Of(Large));
        ObservedSend[] queued = [.. Enumerable.Range(0, 5).Select(index =>
            host.Send(connection, [Bytes.Of(100, index), PacketElement.FromFile("/a")], default, index % 2 == 0 ? source : null))];

        source.Cancel();
        host.Settle();

        Assert.Equal([true, false, true, false, true], queued.Select(send => send.IsCompleted));
        Assert.False(head.IsCompleted);
        AssertCanceled(queued[0], 0, source);
        Assert.Equal(2, host.Kernel.OpenFileCount);
        ObservedSend last = host.Send(connection, Bytes.Of(10, 9));
        host.RunToEnd();
        Assert.True(head.Succeeded && queued[1].Succeeded && queued[3].Succeeded && last.Succeeded);
        Assert.Equal(
            Bytes.Join(Bytes.Of(Large), Bytes.Of(100, 1), Bytes.Of(Large), Bytes.Of(100, 3), Bytes.Of(Large), Bytes.Of(10, 9)), connection.Received);
    }

    [Fact]
    public async Task CancelledWhileParked_EndsAtOnce_AndTheNextGoesOn()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        using CancellationTokenSource source = new();
        ObservedSend parked = host.Send(connection, [PacketElement.FromFile("/a")], default, source);
        ObservedSend next = host.Send(connection, Bytes.Of(500));

        source.Cancel();
        host.Dispatcher.RunAll();

        AssertCanceled(parked, 1000, source);
        Assert.Equal(0, host.Kernel.OpenFileCount);
        host.RunToEnd();
        Assert.True(next.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(Large)[..1000], Bytes.Of(500)), connection.Received);
    }

    /// <summary>Nothing more is sent after the call that was under way, and its bytes are counted.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CancelledInsideASystemCall_EndsAfterThatCall(bool before)
    {
        await using SimulationHost host = With(out _);
        SimulatedConnection connection = host.Connect();
        using CancellationTokenSource source = new();
        host.Kernel.Faults.At(CallKind.SendFile, 1).ShortTo(10_000);
        Fault fault = host.Kernel.Faults.At(CallKind.SendFile, 2).ShortTo(10_000);
        if (before)
            fault.Before(source.Cancel);
        else
            fault.After(source.Cancel);

        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/a"), Bytes.Of(10)], default, source);

        AssertCanceled(send, 20_000, source);
        Assert.Equal(2, host.Kernel.CountOf(CallKind.SendFile));
        Assert.Equal(0, host.Kernel.CountOf(CallKind.Send));
        Assert.Equal(Bytes.Of(Large)[..20_000], connection.Received);
    }

    [Fact]
    public async Task CancelledBetweenTwoTurns_EndsAtTheNext()
    {
        await using SimulationHost host = With(out _);
        SimulatedConnection connection = host.Connect();
        using CancellationTokenSource source = new();
        host.Kernel.AddSparseFile("/huge", 10 * StreamEngine.TurnBytes);

        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/huge")], default, source);
        source.Cancel();
        Assert.False(send.IsCompleted);
        host.Settle();

        AssertCanceled(send, StreamEngine.TurnBytes, source);
    }

    /// <summary>The wake-up is on its way when the token fires: one of the two ends the send, not both.</summary>
    [Fact]
    public async Task CancelledWhileTheWakeUpIsOnItsWay_CompletesOnce()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        using CancellationTokenSource source = new();
        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/a")], default, source);
        connection.Socket.Drain();
        host.Kernel.Faults.At(CallKind.WaitEpoll, 1).After(source.Cancel);

        host.Settle();

        AssertCanceled(send, 1000, source);
        Assert.Equal(1, host.Reactor.StaleEvents);
    }

    /// <summary>The token fires on another thread while the send is about to park: it must not sleep through it (BUGCLASSES 4, 31).</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CancelledWhileTheSocketIsRegistered_IsNotMissed(bool before)
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        using CancellationTokenSource source = new();
        OtherThread? other = null;
        Fault fault = host.Kernel.Faults.When(call => call.Kind == CallKind.ControlEpoll && call.Other == connection.Descriptor);
        if (before)
            fault.Before(() => other = OtherThread.Run(source.Cancel));
        else
            fault.After(() => other = OtherThread.Run(source.Cancel));

        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/a")], default, source);
        other!.Join();
        host.Dispatcher.RunAll();

        AssertCanceled(send, 1000, source);
    }

    /// <summary>
    /// The last look at the token is past, the socket has just turned out to be full, and nobody ever reads: the send must not park (BUGCLASSES 4, 31).
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CancelledInsideTheCallThatFindsTheSocketFull_IsNotMissed(bool bySendfile)
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        using CancellationTokenSource source = new();
        host.Kernel.Faults.When(call => call.Kind == CallKind.SendFile && call.Offset == 1000).After(source.Cancel);
        host.Kernel.Faults.When(call => call.Kind == CallKind.Send).After(source.Cancel);

        ObservedSend send = host.Send(connection, [bySendfile ? PacketElement.FromFile("/a") : Bytes.Of(Large)], default, source);

        AssertCanceled(send, 1000, source);
        Assert.True(send.WasInline);
    }

    [Fact]
    public async Task CancelledAfterCompletion_ChangesNothing()
    {
        await using SimulationHost host = With(out _);
        SimulatedConnection connection = host.Connect();
        using CancellationTokenSource source = new();

        ObservedSend inline = host.Send(connection, [PacketElement.FromFile("/a")], default, source);
        SimulatedConnection slow = host.Connect(capacity: 1000);
        ObservedSend pending = host.Send(slow, [PacketElement.FromFile("/a")], default, source);
        host.RunToEnd();
        ObservedSend next = host.Send(slow, Bytes.Of(5000));
        source.Cancel();
        host.RunToEnd();

        Assert.True(inline.Succeeded && pending.Succeeded && next.Succeeded);
    }

    /// <summary>Its bytes are gone and it has let go of everything, but its caller has not been told yet.</summary>
    [Fact]
    public async Task CancelledBetweenEndAndCompletion_IsStillASuccess()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        using CancellationTokenSource source = new();
        ObservedSend send = host.Send(connection, [Bytes.Of(1500)], default, source);
        connection.Socket.Drain();
        host.Poll();
        Assert.Equal(1, host.Dispatcher.Count);

        source.Cancel();
        host.Settle();

        Assert.Equal(1500, send.Bytes);
        Assert.True(send.Succeeded);
    }

    [Fact]
    public async Task OneTokenForManySends_EndsThemAll()
    {
        await using SimulationHost host = With(out _);
        using CancellationTokenSource source = new();
        ObservedSend[] sends = [.. Enumerable.Range(0, 20)
            .Select(_ => host.Connect(capacity: 1000))
            .SelectMany(connection => Enumerable.Range(0, 3).Select(_ => host.Send(connection, [PacketElement.FromFile("/a")], default, source)))];

        source.Cancel();
        host.Settle();

        Assert.All(sends, send => Assert.IsType<SendPacketsCanceledException>(send.Failure));
    }

    private static SimulationHost With(out SimulatedConnection connection)
    {
        SimulationHost host = new();
        connection = host.Connect(capacity: 1000);
        host.Kernel.AddFile("/a", Bytes.Of(Large));
        return host;
    }

    private static void AssertCanceled(ObservedSend send, long bytes, CancellationTokenSource source)
    {
        SendPacketsCanceledException failure = Assert.IsType<SendPacketsCanceledException>(send.Failure);
        Assert.Equal(bytes, failure.BytesTransferred);
        Assert.Equal(source.Token, failure.CancellationToken);
    }
}
