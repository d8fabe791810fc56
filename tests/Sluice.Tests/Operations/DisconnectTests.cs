using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Operations;

/// <summary>Disconnect and ReuseSocket: after the last byte, in order, and never before the peer has everything.</summary>
public sealed class DisconnectTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AfterTheLastByte_TheSideIsShutDown_AndTheSocketDisconnected(bool reuse)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();

        ObservedSend send = host.Send(connection, [Bytes.Of(500)], Ending(reuse));
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(500, send.Bytes);
        Assert.Equal([CallKind.Send, CallKind.ShutdownSending, CallKind.GetTcpState], host.Kernel.Calls.Select(call => call.Kind).Take(3));
        Assert.Equal([reuse], connection.Owner.Disconnections);
    }

    /// <summary>BUGCLASSES 23: the operation is used again, and its next send has not asked for an end.</summary>
    [Fact]
    public async Task SendAfterOneThatDisconnected_LeavesItsConnectionAlone()
    {
        await using SimulationHost host = new();
        SimulatedConnection first = host.Connect(), second = host.Connect();
        Assert.True(host.Send(first, [Bytes.Of(500)], Ending(reuse: true)).Succeeded);
        host.Kernel.ClearCalls();

        ObservedSend send = host.Send(second, Bytes.Of(700));
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Of(700), second.Received);
        Assert.Equal(0, host.Kernel.CountOf(CallKind.ShutdownSending));
        Assert.Empty(second.Owner.Disconnections);
    }

    /// <summary>What the peer's kernel does not have when the socket is disconnected is lost: so that waits, for as long as it takes.</summary>
    [Fact]
    public async Task PeerThatReadsSlowly_GetsEverythingBeforeTheDisconnect()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 10_000);
        ObservedSend send = host.Send(connection, [Bytes.Of(8000)], Ending(reuse: true));

        for (int i = 0; i < 100; i++)
            host.Pass(TimeSpan.FromSeconds(1));
        Assert.False(send.IsCompleted);
        Assert.Empty(connection.Owner.Disconnections);
        Assert.Equal(0, connection.Owner.References);

        connection.Socket.Drain();
        host.Pass(TimeSpan.FromMilliseconds(100));
        Assert.True(send.Succeeded);
        Assert.Equal([true], connection.Owner.Disconnections);
        Assert.Equal(Bytes.Of(8000), connection.Received);
    }

    /// <summary>It is asked seldom enough: a peer that takes a minute costs some thousand calls at most, not a spin.</summary>
    [Fact]
    public async Task WaitForThePeer_IsNoSpin()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 10_000);
        ObservedSend send = host.Send(connection, [Bytes.Of(8000)], Ending(reuse: false));

        while (host.Time.Elapsed < TimeSpan.FromMinutes(1))
            host.PassToNext();

        Assert.False(send.IsCompleted);
        Assert.InRange(host.Kernel.CountOf(CallKind.GetTcpState), 100, 1300);
        host.RunToEnd();
    }

    [Fact]
    public async Task PeerThatHasEverythingAndDoesNotClose_IsWaitedForTwoSeconds()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        connection.Socket.PeerClosesAtTheEnd = false;
        ObservedSend send = host.Send(connection, [Bytes.Of(500)], Ending(reuse: false));

        while (!send.IsCompleted && host.PassToNext())
        {
        }

        Assert.True(send.Succeeded);
        Assert.InRange(host.Time.Elapsed.TotalSeconds, 2, 2.1);
    }

    [Fact]
    public async Task ResetBeforeThePeerHadEverything_IsAnError()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 10_000);
        ObservedSend send = host.Send(connection, [Bytes.Of(8000)], Ending(reuse: false));

        connection.Socket.ResetByPeer();
        host.Pass(TimeSpan.FromSeconds(1));

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.ConnectionReset, 8000), (failure.SocketErrorCode, failure.BytesTransferred));
        Assert.Empty(connection.Owner.Disconnections);
    }

    /// <summary>The stall timeout is for a peer that does not take everything; one that has everything has its two seconds.</summary>
    [Fact]
    public async Task StallTimeout_DoesNotCutTheGraceOfAPeerThatHasEverything()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 10_000);
        connection.Socket.PeerClosesAtTheEnd = false;
        SendPacketsOptions options = new() { Flags = TransmitFileOptions.Disconnect, StallTimeout = TimeSpan.FromSeconds(2) };
        ObservedSend send = host.Send(connection, [Bytes.Of(8000)], SendSettings.From(options));
        host.Pass(TimeSpan.FromSeconds(1.5));

        connection.Socket.Drain();
        while (!send.IsCompleted && host.PassToNext())
        {
        }

        Assert.True(send.Succeeded, send.Failure?.ToString());
        Assert.InRange(host.Time.Elapsed.TotalSeconds, 3.5, 3.6);
    }

    /// <summary>The stall time begins with the first turn, also of a send that has nothing to send but the end.</summary>
    [Fact]
    public async Task EmptySendLongAfterTheStart_HasItsWholeStallTimeout()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 10_000);
        host.Send(connection, Bytes.Of(8000));
        host.Pass(TimeSpan.FromHours(1));
        SendPacketsOptions options = new() { Flags = TransmitFileOptions.Disconnect, StallTimeout = TimeSpan.FromSeconds(5) };
        ObservedSend send = host.Send(connection, [], SendSettings.From(options));

        host.Pass(TimeSpan.FromSeconds(4));
        Assert.False(send.IsCompleted);
        host.RunToEnd();

        Assert.True(send.Succeeded, send.Failure?.ToString());
    }

    [Fact]
    public async Task StalledPeer_EndsTheWait()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 10_000);
        SendPacketsOptions options = new() { Flags = TransmitFileOptions.Disconnect, StallTimeout = TimeSpan.FromSeconds(10) };
        ObservedSend send = host.Send(connection, [Bytes.Of(8000)], SendSettings.From(options));

        while (!send.IsCompleted && host.PassToNext())
        {
        }

        Assert.Equal(SocketError.TimedOut, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
        Assert.Equal(10, host.Time.Elapsed.TotalSeconds, tolerance: 0.1);
    }

    [Fact]
    public async Task CancelledInTheWait_EndsAtOnce()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 10_000);
        using CancellationTokenSource source = new();
        ObservedSend send = host.Send(connection, [Bytes.Of(8000)], Ending(reuse: false), source);
        host.Settle();

        source.Cancel();
        host.Settle();

        Assert.Equal(8000, Assert.IsType<SendPacketsCanceledException>(send.Failure).BytesTransferred);
    }

    /// <summary>A failed send does not end the connection: that is its caller's to decide.</summary>
    [Fact]
    public async Task FailedSend_DoesNotDisconnect()
    {
        await using SimulationHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(100)).ReadError = Errno.InputOutput;
        SimulatedConnection connection = host.Connect();

        ObservedSend send = host.Send(connection, [Bytes.Of(500), PacketElement.FromFile("/a")], Ending(reuse: true));
        host.RunToEnd();

        Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal(0, host.Kernel.CountOf(CallKind.ShutdownSending));
        Assert.Empty(connection.Owner.Disconnections);
    }

    /// <summary>An end without bytes still ends the connection, and waits its turn.</summary>
    [Fact]
    public async Task EmptySend_Disconnects_BehindTheSendsBefore()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Send(connection, Bytes.Of(5000));

        ObservedSend send = host.Send(connection, [], Ending(reuse: false));
        Assert.False(send.IsCompleted);
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(0, send.Bytes);
        Assert.Equal([false], connection.Owner.Disconnections);
        Assert.Equal(Bytes.Of(5000), connection.Received);
    }

    private static SendSettings Ending(bool reuse) =>
        new(TransmitFileOptions.Disconnect | (reuse ? TransmitFileOptions.ReuseSocket : 0), 0);
}
