using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>ENOBUFS: no readiness tells its end, so the send pauses, in virtual time here. Nothing is dropped.</summary>
public sealed class CongestionTests
{
    [Fact]
    public async Task OutOfBuffers_PausesLongerAndLonger_UpToABound_AndLosesNothing()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        for (int i = 2; i < 12; i++)
            socket.Socket.FailMessage(i, Errno.NoBuffers);
        Assert.True(host.Send(socket, [Bytes.Of(10)]).WasInline);

        ObservedSend send = host.Send(socket, [Bytes.Of(20), Bytes.Of(30)]);
        List<double> pauses = [];
        for (int i = 0; !send.IsCompleted && i < 100; i++)
        {
            host.Settle();
            TimeSpan due = Assert.NotNull(host.NextDue);
            pauses.Add(due.TotalMilliseconds);
            host.Time.Advance(due);
            host.Settle();
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 32, 32, 32, 32], pauses);
        Assert.True(send.Succeeded);
        Assert.Equal([10, 20, 30], socket.Received.Select(datagram => datagram.Length));

        // Progress makes the next pause short again.
        socket.Socket.FailMessage(1, Errno.NoBuffers);
        ObservedSend next = host.Send(socket, [Bytes.Of(40)]);
        Assert.Equal(1, host.NextDue?.TotalMilliseconds);
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        host.Settle();
        Assert.True(next.Succeeded);
    }

    /// <summary>A datagram that no amount of waiting makes fit ends the send after 30 seconds, with the count; the next send waits anew.</summary>
    [Fact]
    public async Task OutOfBuffersForGood_IsAnErrorAfterHalfAMinute()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        for (int i = 2; i < 2000; i++)
            socket.Socket.FailMessage(i, Errno.NoBuffers);

        ObservedSend send = host.Send(socket, [Bytes.Of(20), Bytes.Of(30)]);
        TimeSpan waited = TimeSpan.Zero;
        while (!send.IsCompleted)
        {
            TimeSpan due = Assert.NotNull(host.NextDue);
            waited += due;
            host.Time.Advance(due);
            host.Settle();
        }

        Assert.InRange(waited.TotalSeconds, 30, 31);
        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.NoBufferSpaceAvailable, 20L, 1), (failure.SocketErrorCode, failure.BytesTransferred, failure.ElementIndex));
    }

    [Fact]
    public async Task CancelledInThePause_EndsAtOnce_WithTheCount()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        using CancellationTokenSource cancellation = new();
        socket.Socket.FailMessage(2, Errno.NoBuffers);
        socket.Socket.FailMessage(3, Errno.NoBuffers);
        ObservedSend send = host.Send(socket, [Bytes.Of(20), Bytes.Of(30)], cancellation: cancellation);
        host.Settle();
        Assert.False(send.IsCompleted);

        await cancellation.CancelAsync();
        host.Settle();

        Assert.IsType<SendPacketsCanceledException>(send.Failure);
        Assert.Equal(20, send.Bytes);
        Assert.Equal([20], socket.Received.Select(datagram => datagram.Length));
    }

    /// <summary>Disposing of a real socket waits for references to it: a pause holds none.</summary>
    [Fact]
    public async Task SocketDisposedInThePause_IsClosedAtOnce_AndTheSendEndsAsAborted()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        socket.Socket.FailMessage(1, Errno.NoBuffers);
        ObservedSend send = host.Send(socket, [Bytes.Of(20)]);
        Assert.Equal(0, socket.Owner.References);

        socket.Owner.Dispose();
        Assert.DoesNotContain(socket.Owner.Descriptor, host.Kernel.OpenDescriptors);
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        host.Settle();

        Assert.Equal(SocketError.OperationAborted, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
    }
}
