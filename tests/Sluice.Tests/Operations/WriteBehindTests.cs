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

    [Theory]
    [InlineData(4 | 1)]
    [InlineData(4 | 1 | 2)]
    public async Task WithDisconnectOrReuse_IsAnInvalidArgument(int flags)
    {
        await using SimulationHost host = new();

        ObservedSend send = host.Send(host.Connect(), [Bytes.Of(10)], new SendSettings((TransmitFileOptions)flags, 0));

        Assert.Equal(SocketError.InvalidArgument, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
    }
}
