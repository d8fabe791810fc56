using System.Net.Sockets;
using Sluice.Operations;
using Sluice.Streams;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Operations;

/// <summary>WriteBehind: told at once, sent all the same, and a late failure is never silent.</summary>
public sealed class WriteBehindTests
{
    private static readonly SendSettings Behind = new((TransmitFileOptions)4, 0);

    [Fact]
    public async Task SlowPeer_DoesNotHoldUpTheCaller_WhoMayUseTheMemoryAgain()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Kernel.AddFile("/a", Bytes.Of(3000, 2));
        byte[] memory = Bytes.Of(50_000);

        ObservedSend send = host.Send(connection, [memory, PacketElement.FromFile("/a")], Behind);
        Assert.True(send.WasInline && send.Succeeded);
        Assert.Equal(53_000, send.Bytes);
        memory.AsSpan().Clear();

        host.RunToEnd();
        Assert.Equal(Bytes.Join(Bytes.Of(50_000), Bytes.Of(3000, 2)), connection.Received);
    }

    [Fact]
    public async Task BehindAnotherSend_IsAcceptedAtOnce_AndKeepsItsPlace()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend first = host.Send(connection, Bytes.Of(5000));
        byte[] memory = Bytes.Of(2000, 2);

        ObservedSend behind = host.Send(connection, [memory], Behind);
        ObservedSend last = host.Send(connection, Bytes.Of(700, 3));
        memory.AsSpan().Clear();
        Assert.True(behind.WasInline && behind.Succeeded);
        Assert.False(first.IsCompleted);

        host.RunToEnd();
        Assert.True(last.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(5000), Bytes.Of(2000, 2), Bytes.Of(700, 3)), connection.Received);
    }

    /// <summary>The stream lacks bytes from there on: neither the sends behind it nor the socket may go on as if it did not.</summary>
    [Fact]
    public async Task LateFailure_EndsTheStream_AndFailsTheSendsBehindIt()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 100_000);
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(300_000));
        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/a")], Behind);
        ObservedSend queued = host.Send(connection, Bytes.Of(10));
        Assert.True(send.Succeeded);

        file.Truncate(150_000);
        host.RunToEnd();
        ObservedSend later = host.Send(connection, Bytes.Of(20));

        foreach (ObservedSend failed in (ObservedSend[])[queued, later])
        {
            SendPacketsException failure = Assert.IsType<SendPacketsException>(failed.Failure);
            Assert.Equal((SocketError.ConnectionAborted, 0), (failure.SocketErrorCode, failure.BytesTransferred));
            Assert.Contains("WriteBehind", failure.Message, StringComparison.Ordinal);
            Assert.IsType<SendPacketsException>(failure.InnerException);
        }

        Assert.Equal(1, host.Kernel.CountOf(CallKind.ShutdownSending));
        Assert.Equal(Bytes.Of(300_000)[..150_000], connection.Received);
    }

    /// <summary>A failure that comes before the call returns is the call's own.</summary>
    [Fact]
    public async Task FailureInsideTheCall_IsItsResult()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        connection.Socket.ResetByPeer();

        ObservedSend send = host.Send(connection, [Bytes.Of(10)], Behind);

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
        Assert.Equal(0, host.Kernel.CountOf(CallKind.ShutdownSending));
    }

    /// <summary>The token is the caller's until the send is accepted: what has been promised is sent.</summary>
    [Fact]
    public async Task CancelledAfterAcceptance_IsSentAllTheSame()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        using CancellationTokenSource source = new();
        ObservedSend send = host.Send(connection, [Bytes.Of(5000)], Behind, source);

        source.Cancel();
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Of(5000), connection.Received);
    }

    [Fact]
    public async Task FileThatDoesNotTellItsSize_IsToldAtItsEnd()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Kernel.AddFile("/proc", Bytes.Of(2500)).ReportedSize = 0;

        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/proc")], Behind);
        Assert.False(send.IsCompleted);
        host.RunToEnd();

        host.WaitFor(() => send.IsCompleted, "the send");
        Assert.Equal(2500, send.Bytes);
    }

    /// <summary>A file whose opening would wait is opened elsewhere; its errors are still the task's.</summary>
    [Fact]
    public async Task ColdOpening_IsAcceptedWhenItIsDone()
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Kernel.AddFile("/a", Bytes.Of(3000)).IsPathCold = true;
        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/a")], Behind);
        ObservedSend missing = host.Send(connection, [PacketElement.FromFile("/none")], Behind);
        Assert.False(send.IsCompleted);

        host.RunsDiskSteps = true;
        host.Settle();
        host.WaitFor(() => send.IsCompleted, "the acceptance");
        Assert.Equal(3000, send.Bytes);
        Assert.True(connection.Socket.ReceivedLength < 3000);
        Assert.True(missing.IsCompleted);
        Assert.IsType<FileNotFoundException>(missing.Failure);
        host.RunToEnd();
        Assert.Equal(3000, connection.Socket.ReceivedLength);
    }

    [Fact]
    public async Task DisposalOfTheTransmitter_IsALateFailureToo()
    {
        await using SimulationHost host = new();
        host.Kernel.AddSparseFile("/huge", 10 * StreamEngine.TurnBytes);
        SimulatedConnection connection = host.Connect(capacity: 1000);
        Assert.True(host.Send(connection, [PacketElement.FromFile("/huge")], Behind).Succeeded);
        Assert.True(host.Send(connection, [Bytes.Of(10)], Behind).Succeeded);

        await host.DisposeTransmitterAsync();

        Assert.NotNull(connection.Queue.LateFailure);
        Assert.True(host.Kernel.CountOf(CallKind.ShutdownSending) > 0);
    }

    /// <summary>Memory that cannot be copied ends its own send, and neither wedges the socket nor the operation's next use.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MemoryThatThrows_EndsItsSendAlone(bool isQueued)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend? before = isQueued ? host.Send(connection, Bytes.Of(5000)) : null;
        using ThrowingMemory memory = new(3000);

        ObservedSend send = host.Send(connection, [Bytes.Of(2000, 2), memory.Memory], Behind);
        ObservedSend next = host.Send(connection, Bytes.Of(300, 3));
        host.RunToEnd();
        ObservedSend last = host.Send(connection, Bytes.Of(5000, 4));
        ObservedSend queued = host.Send(connection, Bytes.Of(100, 5));
        host.RunToEnd();

        Assert.IsType<InvalidDataException>(send.Failure);
        Assert.True(before?.Succeeded != false && next.Succeeded && last.Succeeded && queued.Succeeded);
    }

    /// <summary>The gap is behind the send that is under way: that one, of another transmitter, still ends whole; those behind the gap do not.</summary>
    [Fact]
    public async Task GivenUpInTheQueue_BreaksTheStreamOnlyBehindTheSendBeforeIt()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend first = host.Send(connection, Bytes.Of(5000));
        Transmitter other = new(new TransmitterOptions { ReactorThreads = 1 }, host.Kernel, host.Dispatcher, host.Time, ownThreads: false);
        ObservedSend behind = new(other.SendAsync(connection.Queue, null, canCork: true, [Bytes.Of(700, 2)], Behind, TestContext.Current.CancellationToken));
        ObservedSend last = host.Send(connection, Bytes.Of(300, 3));
        Assert.True(behind.Succeeded);

        Task disposing = other.DisposeAsync().AsTask();
        host.WaitFor(() => disposing.IsCompleted, "the disposal of the other transmitter");
        Assert.Equal(0, host.Kernel.CountOf(CallKind.ShutdownSending));
        host.RunToEnd();

        Assert.True(first.Succeeded);
        Assert.Equal(SocketError.ConnectionAborted, Assert.IsType<SendPacketsException>(last.Failure).SocketErrorCode);
        Assert.Equal(1, host.Kernel.CountOf(CallKind.ShutdownSending));
        Assert.Equal(Bytes.Of(5000), connection.Received);
    }

    /// <summary>However many were queued: the reason is the first one's, not a chain of all.</summary>
    [Fact]
    public async Task ManyLateFailures_TellOfTheFirst()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        for (int i = 0; i < 200; i++)
            Assert.True(host.Send(connection, [Bytes.Of(2000)], Behind).Succeeded);

        connection.Socket.ResetByPeer();
        host.RunToEnd();
        ObservedSend next = host.Send(connection, Bytes.Of(10));

        SendPacketsException failure = Assert.IsType<SendPacketsException>(next.Failure);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SendPacketsException>(failure.InnerException).SocketErrorCode);
        Assert.Null(failure.InnerException.InnerException);
    }

    [Theory]
    [InlineData(4 | 1)]
    [InlineData(4 | 1 | 2)]
    public async Task WithDisconnectOrReuse_IsAnInvalidArgument(int flags)
    {
        await using SimulationHost host = new();

        ObservedSend send = host.Send(host.Connect(), [Bytes.Of(10)], new SendSettings((TransmitFileOptions)flags, 0));

        Assert.Equal(SocketError.InvalidArgument, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
    }

    private sealed class ThrowingMemory(int length) : System.Buffers.MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(length);

        public override Span<byte> GetSpan() => throw new InvalidDataException("gone");

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new InvalidDataException("gone");

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
