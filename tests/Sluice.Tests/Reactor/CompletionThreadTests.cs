using System.Net.Sockets;
using Sluice.Operations;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>Where completions run, by the flags; and what a completion may do to the reactor that runs it (BUGCLASSES 31, 32).</summary>
public sealed class CompletionThreadTests
{
    private static readonly SendSettings OnReactor = new((TransmitFileOptions)32, 0);
    private static readonly SendSettings OnSystemThread = new((TransmitFileOptions)16, 0);

    [Fact]
    public async Task KernelApc_CompletesInTheRoundOfTheReactor_WithoutADispatch()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend send = host.Send(connection, [Bytes.Of(1500)], OnReactor);
        connection.Socket.Drain();

        host.Poll();

        Assert.True(send.Succeeded);
        Assert.Equal(0, host.Dispatcher.Count);
    }

    [Fact]
    public async Task SystemThread_CompletesThere()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend send = host.Send(connection, [Bytes.Of(1500)], OnSystemThread);
        connection.Socket.Drain();

        host.Poll();

        Assert.False(send.IsCompleted);
        Assert.Equal(0, host.Dispatcher.Count);
        Assert.True(host.Transmitter.SystemThreads.RunOne());
        Assert.True(send.Succeeded);
    }

    /// <summary>A thread that cancels does not run the completion itself: it may hold locks of its own.</summary>
    [Fact]
    public async Task KernelApc_CancelledByAnotherThread_StillCompletesOnTheReactor()
    {
        await using SimulationHost host = new();
        using CancellationTokenSource source = new();
        ObservedSend send = host.Send(host.Connect(capacity: 1000), [Bytes.Of(1500)], OnReactor, source);

        source.Cancel();
        Assert.False(send.IsCompleted);
        host.Poll();

        Assert.IsType<SendPacketsCanceledException>(send.Failure);
    }

    /// <summary>From inside its completion a send begins the next, for many rounds, without a hop and without the stack growing.</summary>
    [Fact]
    public async Task KernelApc_SendsBegunInsideCompletions_GoOnForLong()
    {
        const int Rounds = 5000;
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        int round = 0;
        Next();
        host.RunToEnd();

        Assert.Equal(Rounds, round);
        Assert.Equal(Rounds * 1500, connection.Socket.ReceivedLength);
        Assert.Equal(0, host.Dispatcher.Count);

        void Next()
        {
            if (round == Rounds)
                return;
            round++;
            ObservedSend send = host.Send(connection, [Bytes.Of(1500)], OnReactor);
            Assert.False(send.IsCompleted);
            send.OnCompleted = Next;
        }
    }

    /// <summary>
    /// A completion that waits for another send of the same reactor, as blocking code does: another thread takes the reactor over, and neither waits for ever.
    /// </summary>
    [Fact]
    public async Task KernelApc_CompletionThatWaitsForAnotherSend_LosesTheReactorInsteadOfHangingIt()
    {
        await using SimulationHost host = new(ownThreads: true);
        SimulatedConnection first = host.Connect(capacity: 1000), second = host.Connect(capacity: 1000);
        ObservedSend other = host.Send(second, [Bytes.Of(5000)], OnReactor);
        ObservedSend send = host.Send(first, [Bytes.Of(1500)], OnReactor);
        send.OnCompleted = () =>
        {
            second.Socket.ReadsAtOnce = true;
            SpinWait.SpinUntil(() => other.IsCompleted, TimeSpan.FromSeconds(30));
            Assert.True(other.IsCompleted);
        };

        first.Socket.Drain();
        host.WaitFor(() => send.IsCompleted && other.IsCompleted, "both sends");

        Assert.True(send.Succeeded && other.Succeeded);
    }

    /// <summary>Each completion blocks until the one after it has run: one displaced leader after another, and all of them come back.</summary>
    [Fact]
    public async Task KernelApc_ChainOfBlockedCompletions_UnwindsWhole()
    {
        const int Depth = 8;
        await using SimulationHost host = new(ownThreads: true);
        SimulatedConnection[] connections = [.. Enumerable.Range(0, Depth).Select(_ => host.Connect(capacity: 1000))];
        ObservedSend[] sends = [.. connections.Select(connection => host.Send(connection, [Bytes.Of(1500)], OnReactor))];
        int returned = 0;
        for (int i = 0; i < Depth; i++)
        {
            int next = i + 1;
            sends[i].OnCompleted = () =>
            {
                if (next < Depth)
                {
                    connections[next].Socket.ReadsAtOnce = true;
                    SpinWait.SpinUntil(() => sends[next].IsCompleted, TimeSpan.FromSeconds(30));
                }

                Interlocked.Increment(ref returned);
            };
        }

        connections[0].Socket.ReadsAtOnce = true;
        host.WaitFor(() => returned == Depth, "every completion to return");

        Assert.All(sends, send => Assert.True(send.Succeeded));
        ObservedSend after = host.Send(connections[0], [Bytes.Of(5000)], OnReactor);
        host.WaitFor(() => after.IsCompleted, "a send after all of it");
    }

    /// <summary>The transmitter disposed of by a completion on its own reactor, which waits for that.</summary>
    [Fact]
    public async Task KernelApc_CompletionThatDisposesOfItsTransmitter_ReturnsFromIt()
    {
        await using SimulationHost host = new(ownThreads: true);
        SimulatedConnection connection = host.Connect(capacity: 1000), other = host.Connect(capacity: 1000);
        ObservedSend parked = host.Send(other, [Bytes.Of(1500)], OnReactor);
        ObservedSend send = host.Send(connection, [Bytes.Of(1500)], OnReactor);
        bool disposed = false;
        send.OnCompleted = () =>
        {
            Assert.True(host.Transmitter.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(30)));
            disposed = true;
        };

        connection.Socket.Drain();
        host.WaitFor(() => disposed && parked.IsCompleted, "the disposal");

        Assert.Equal(SocketError.OperationAborted, Assert.IsType<SendPacketsException>(parked.Failure).SocketErrorCode);
    }

    /// <summary>Completions that are quick never lose the lead, however many there are.</summary>
    [Fact]
    public async Task KernelApc_ManyQuickCompletions_StayOnOneThread()
    {
        await using SimulationHost host = new(ownThreads: true);
        SimulatedConnection connection = host.Connect(capacity: 1000);
        connection.Socket.ReadsAtOnce = true;
        HashSet<int> threads = [];
        for (int i = 0; i < 300; i++)
        {
            connection.Socket.ReadsAtOnce = false;
            ObservedSend send = host.Send(connection, [Bytes.Of(1500)], OnReactor);
            send.OnCompleted = () =>
            {
                lock (threads)
                    threads.Add(Environment.CurrentManagedThreadId);
            };
            connection.Socket.ReadsAtOnce = true;
            host.WaitFor(() => send.IsCompleted, $"send {i}");
        }

        // A machine that holds a thread up for longer than the reactor's patience may cost it the lead now and then, not every time.
        Assert.InRange(threads.Count, 1, 10);
    }
}
