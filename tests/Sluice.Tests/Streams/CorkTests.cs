using Sluice.Kernel;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Streams;

/// <summary>
/// What is held back and when it is pushed (BUGCLASSES 8). The simulated reader gets nothing that a cork or MSG_MORE holds back, and the host
/// checks at its end that nothing is.
/// </summary>
public sealed class CorkTests
{
    private const int Large = 100_001;

    [Fact]
    public async Task HeaderBeforeALargeFile_IsMarkedMore_WithoutACork()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);

        host.Send(connection, Bytes.Of(200), PacketElement.FromFile("/large"));

        Assert.True(Assert.Single(host.Kernel.CallsOf(CallKind.Send)).HasMore);
        Assert.Equal(0, host.Kernel.CountOf(CallKind.SetCork));
        Assert.Equal(200 + Large, connection.Socket.ReceivedLength);
    }

    [Fact]
    public async Task PieceAfterALargeFile_CorksIt_AndTheLastPiecePushes()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);

        host.Send(connection, Bytes.Of(200), PacketElement.FromFile("/large"), Bytes.Of(30));

        Assert.Equal([CallKind.Send, CallKind.SetCork, CallKind.SendFile, CallKind.Send, CallKind.SetCork], Sending(host));
        Assert.Equal([true, false], host.Kernel.CallsOf(CallKind.SetCork).Select(call => call.Corked));
        Assert.Equal([true, false], host.Kernel.CallsOf(CallKind.Send).Select(call => call.HasMore));
        Assert.Equal(230 + Large, connection.Socket.ReceivedLength);
    }

    [Fact]
    public async Task ManyLargeFiles_ShareOneCork()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);

        host.Send(connection, PacketElement.FromFile("/large"), PacketElement.FromFile("/other"), PacketElement.FromFile("/large"));

        Assert.Equal([true, false], host.Kernel.CallsOf(CallKind.SetCork).Select(call => call.Corked));
        Assert.Equal(3 * Large, connection.Socket.ReceivedLength);
    }

    [Fact]
    public async Task FileAlone_NeedsNoCork()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);

        host.Send(connection, PacketElement.FromFile("/large"));

        Assert.Equal([CallKind.SendFile], Sending(host));
        Assert.Equal(Large, connection.Socket.ReceivedLength);
    }

    /// <summary>SEMANTICS: on a stream, end-of-packet means push, and no call reaches across it.</summary>
    [Fact]
    public async Task EndOfPacket_SplitsCallsAndPushes()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);

        host.Send(
            connection,
            Bytes.Of(10),
            (PacketElement)Bytes.Of(20) with { EndOfPacket = true },
            Bytes.Of(30),
            PacketElement.FromFile("/large") with { EndOfPacket = true },
            PacketElement.FromFile("/other"),
            (PacketElement)Bytes.Of(40) with { EndOfPacket = true },
            Bytes.Of(50));

        Assert.Equal(
            [CallKind.Send, CallKind.Send, CallKind.SendFile, CallKind.SetCork, CallKind.SendFile, CallKind.Send, CallKind.SetCork, CallKind.Send], Sending(host));
        Assert.Equal([(30, false), (30, true), (40, false), (50, false)], host.Kernel.CallsOf(CallKind.Send).Select(call => ((int)call.Requested, call.HasMore)));
    }

    /// <summary>The bytes of a packet are with the reader before the first call of the next one.</summary>
    [Fact]
    public async Task EndOfPacketAfterACorkedFile_PushesBeforeTheNextPacket()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        long receivedBefore = -1;
        host.Kernel.Faults.When(call => call.Kind == CallKind.Send && call.Requested == 77).Before(() => receivedBefore = connection.Socket.ReceivedLength);

        host.Send(connection, PacketElement.FromFile("/large"), (PacketElement)Bytes.Of(40) with { EndOfPacket = true }, Bytes.Of(77));

        Assert.Equal(Large + 40, receivedBefore);
    }

    [Fact]
    public async Task NeighbouringRangesAcrossAPacketEnd_AreNotJoined()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);

        host.Kernel.AddFile("/huge", Bytes.Of(2 * Large));

        host.Send(connection, PacketElement.FromFile("/huge", 0, 70_000) with { EndOfPacket = true }, PacketElement.FromFile("/huge", 70_000));

        Assert.Equal([70_000, (2 * Large) - 70_000], host.Kernel.CallsOf(CallKind.SendFile).Select(call => call.Requested));
        Assert.Equal(0, host.Kernel.CountOf(CallKind.SetCork));
    }

    [Fact]
    public async Task SocketThatIsNotTcp_IsNeverCorkedOrMarked()
    {
        await using SimulationHost host = With(out _);
        SimulatedConnection connection = host.Connect(isTcp: false);

        host.Send(connection, Bytes.Of(200), PacketElement.FromFile("/large"), Bytes.Of(30));

        Assert.Equal([CallKind.Send, CallKind.SendFile, CallKind.Send], Sending(host));
        Assert.All(host.Kernel.CallsOf(CallKind.Send), call => Assert.False(call.HasMore));
    }

    [Fact]
    public async Task FailureBehindACork_TakesItOff()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        host.Kernel.Faults.At(CallKind.SendFile, 1).ShortTo(50_000).After(() => host.Kernel.Faults.At(CallKind.SendFile, 1).Fails(Errno.InputOutput));

        ObservedSend send = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/large"), Bytes.Of(30));

        Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal(50_010, send.Bytes);
        Assert.Equal(50_010, connection.Socket.ReceivedLength);
    }

    [Fact]
    public async Task CancellationBehindACork_TakesItOff()
    {
        await using SimulationHost host = With(out _);
        SimulatedConnection connection = host.Connect(capacity: 60_000);
        using CancellationTokenSource source = new();

        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/large"), Bytes.Of(30)], default, source);
        Assert.True(connection.Socket.IsCorked);
        source.Cancel();
        host.RunToEnd();

        Assert.IsType<SendPacketsCanceledException>(send.Failure);
        Assert.False(connection.Socket.IsCorked);
        Assert.Equal(send.Bytes, connection.Socket.ReceivedLength);
    }

    /// <summary>A header went out with MSG_MORE, and the file that should have followed cannot be sent.</summary>
    [Fact]
    public async Task FailureAfterAPromiseOfMore_PushesTheHeader()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        host.Kernel.Faults.At(CallKind.SendFile, 1).Fails(Errno.InputOutput);

        ObservedSend send = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/large"));

        Assert.Equal(10, send.Bytes);
        Assert.Equal(10, connection.Socket.ReceivedLength);
    }

    /// <summary>Nobody can wait for the socket: what it was given already must not lie there corked.</summary>
    [Theory]
    [InlineData(Errno.NoMemory)]
    [InlineData(Errno.NoSpace)]
    public async Task FailedRegistrationBehindACork_TakesItOff(Enum error)
    {
        await using SimulationHost host = With(out _);
        SimulatedConnection connection = host.Connect(capacity: 60_000);
        host.Kernel.Faults.When(call => call.Kind == CallKind.ControlEpoll && call.Other == connection.Descriptor).Fails((Errno)error);

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/large"), Bytes.Of(30));

        Assert.IsType<SendPacketsException>(send.Failure);
        Assert.False(connection.Socket.IsCorked);
    }

    /// <summary>The same for a header that went out with MSG_MORE.</summary>
    [Fact]
    public async Task FailedRegistrationAfterAPromiseOfMore_PushesTheHeader()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        host.Kernel.Faults.At(CallKind.SendFile, 1).Fails(Errno.Again);
        host.Kernel.Faults.When(call => call.Kind == CallKind.ControlEpoll && call.Other == connection.Descriptor).Fails(Errno.NoMemory);

        ObservedSend send = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/large"));

        Assert.Equal(10, send.Bytes);
        Assert.Equal(10, connection.Socket.ReceivedLength);
    }

    /// <summary>Until Linux 6.5 sendfile(2) holds the last segment back where the file ends before the count.</summary>
    [Fact]
    public async Task FileThatShrank_LeavesNothingHeldBack()
    {
        await using SimulationHost host = With(out SimulatedConnection connection);
        SimulatedFile file = host.Kernel.AddFile("/shrinks", Bytes.Of(Large));
        host.Kernel.Faults.At(CallKind.SendFile, 1).Before(() => file.Truncate(80_000));

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/shrinks"));
        host.RunToEnd();

        Assert.Equal(80_000, send.Bytes);
        Assert.Equal(80_000, connection.Socket.ReceivedLength);
    }

    private static SimulationHost With(out SimulatedConnection connection)
    {
        SimulationHost host = new();
        connection = host.Connect();
        host.Kernel.AddFile("/large", Bytes.Of(Large));
        host.Kernel.AddFile("/other", Bytes.Of(Large, 2));
        return host;
    }

    private static CallKind[] Sending(SimulationHost host) =>
        [.. host.Kernel.Calls.Select(call => call.Kind).Where(kind => kind is CallKind.Send or CallKind.SendFile or CallKind.SetCork)];
}
