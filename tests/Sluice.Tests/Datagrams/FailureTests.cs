using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>Every error at every place of a batch: what was taken before is counted, and nothing is lost or sent twice. BUGCLASSES 4, 27, 29.</summary>
public sealed class FailureTests
{
    // A run, unequal ones, another run.
    private static readonly int[] Sizes = [300, 300, 300, 300, 120, 500, 40, 41, 42, 43, 700, 700, 700];

    public static TheoryData<Enum, int> EveryPosition
    {
        get
        {
            TheoryData<Enum, int> data = [];
            foreach (Errno error in (Errno[])[Errno.Again, Errno.NoBuffers, Errno.Interrupted, Errno.InputOutput, Errno.Invalid])
            {
                for (int position = 1; position <= Sizes.Length; position++)
                    data.Add(error, position);
            }

            return data;
        }
    }

    /// <summary>BUGCLASSES 27: an error that passes, or that cutting alone meets, at the n-th message tried.</summary>
    [Theory]
    [MemberData(nameof(EveryPosition))]
    public async Task ErrorThatPasses_AtEveryPosition_LosesAndRepeatsNothing(Enum kind, int position)
    {
        Errno error = (Errno)kind;
        foreach (bool knowsSegments in (bool[])[true, false])
        {
            if (!knowsSegments && error is Errno.InputOutput or Errno.Invalid)
                continue;
            await using SimulationHost host = new();
            SimulatedDatagrams socket = host.ConnectDatagrams(knowsSegments: knowsSegments);
            byte[][] datagrams = Datagrams();

            // Of errors that only cutting meets, a message that is not cut has none.
            if (error is Errno.InputOutput or Errno.Invalid)
                FailCutMessage(host, socket, error, position);
            else
                socket.Socket.FailMessage(position, error);

            ObservedSend send = host.Send(socket, [.. datagrams.Select(datagram => (PacketElement)datagram)]);
            host.RunToEnd();

            Assert.True(send.Succeeded);
            Assert.Equal(Sizes.Sum(), send.Bytes);
            Framed.AssertEqual(datagrams, socket.Received);
        }
    }

    /// <summary>BUGCLASSES 29: a datagram that is too large, at every place, alone, in a run or between others.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TooLargeDatagram_AtEveryPosition_IsMessageSize_AndNothingGoesAfterIt(bool knowsSegments)
    {
        for (int position = 0; position < Sizes.Length; position++)
        {
            foreach (int size in (int[])[65_508, 65_535, 65_536, 70_000, 1_000_000])
            {
                await using SimulationHost host = new();
                SimulatedDatagrams socket = host.ConnectDatagrams(knowsSegments: knowsSegments);
                byte[][] datagrams = Datagrams();
                datagrams[position] = new byte[size];

                ObservedSend send = host.Send(socket, [.. datagrams.Select(datagram => (PacketElement)datagram)]);
                host.RunToEnd();

                SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
                Assert.Equal(SocketError.MessageSize, failure.SocketErrorCode);
                Assert.Equal(position, failure.ElementIndex);
                Assert.Equal(datagrams[..position].Sum(datagram => datagram.Length), failure.BytesTransferred);
                Framed.AssertEqual(datagrams[..position], socket.Received);

                // The socket stays usable.
                Assert.True(host.Send(socket, [Bytes.Of(10)]).Succeeded);
            }
        }
    }

    /// <summary>The path takes no datagram of this size in any way: cut and uncut meet the same end.</summary>
    [Fact]
    public async Task RunThatNeitherWayTakes_IsMessageSize()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        socket.Socket.LargestSegment = socket.Socket.LargestDatagram = 1000;

        ObservedSend send = host.Send(socket, [Bytes.Of(500), Bytes.Of(1200), Bytes.Of(1200), Bytes.Of(5)]);

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.MessageSize, 500L, 1), (failure.SocketErrorCode, failure.BytesTransferred, failure.ElementIndex));
        Framed.AssertEqual([Bytes.Of(500)], socket.Received);
    }

    /// <summary>An error of an earlier datagram is met by the next call as it is, with nothing of that call sent.</summary>
    [Fact]
    public async Task PendingRefusal_EndsTheNextSend_AndTheOneAfterThatGoesOut()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        Assert.True(host.Send(socket, [Bytes.Of(10)]).Succeeded);
        socket.Socket.SetPendingError(Errno.ConnectionRefused);

        ObservedSend send = host.Send(socket, [Bytes.Of(20), Bytes.Of(30)]);

        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
        Assert.Equal(0, send.Bytes);
        Assert.True(host.Send(socket, [Bytes.Of(40)]).Succeeded);
        Assert.Equal([10, 40], socket.Received.Select(datagram => datagram.Length));
    }

    /// <summary>
    /// A router's note that an earlier datagram did not fit waits on the socket as EMSGSIZE, and is met by the next message whatever its size: nothing that fits fails for it,
    /// by either way of sending (BUGCLASSES 29), and the socket is still cut for.
    /// </summary>
    [Theory]
    [InlineData(12_000, 1200)]
    [InlineData(1000, 0)]
    public async Task NoteThatAnEarlierDatagramWasTooLarge_FailsNothingThatFits(int bytes, int sendSize)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[] content = Bytes.Of(bytes);
        for (int i = 0; i < 3; i++)
        {
            socket.Socket.SetPendingError(Errno.MessageTooLong);
            Assert.True(host.Send(socket, [content], sendSize).Succeeded);
        }

        host.Kernel.ClearCalls();
        Assert.True(host.Send(socket, [content], sendSize).Succeeded);

        Assert.Equal(1, host.Kernel.SendCalls());
        Assert.All(host.Kernel.Messages(), message => Assert.Equal(sendSize, message.SegmentSize));
        Framed.AssertEqual([.. Enumerable.Repeat(sendSize > 0 ? content.Chunk(sendSize) : [content], 4).SelectMany(chunks => chunks)], socket.Received);
    }

    /// <summary>
    /// sendmmsg(2) loses the error that stops it behind its first message. The next message goes alone: on the way to a peer that is not there it provokes the
    /// error again, which the call after it then meets.
    /// </summary>
    [Fact]
    public async Task RefusalThatSendmmsgSwallowed_IsProvokedAgain()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        socket.Socket.FailMessage(2, Errno.ConnectionRefused);
        socket.Socket.FailMessage(4, Errno.ConnectionRefused);

        ObservedSend send = host.Send(socket, [Bytes.Of(1), Bytes.Of(2), Bytes.Of(3), Bytes.Of(4), Bytes.Of(5)]);

        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
        Assert.Equal([1, 2], socket.Received.Select(datagram => datagram.Length));
        Assert.Equal(3, send.Bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task FullSocket_WaitsAndGoesOn(int readsAtATime)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams(capacity: 5000);
        byte[] content = Bytes.Of(100_000);
        host.Kernel.AddFile("/a", content);

        ObservedSend send = host.Send(socket, [PacketElement.FromFile("/a")], sendSize: 700);
        for (int rounds = 0; !send.IsCompleted && rounds < 1000; rounds++)
        {
            host.Settle();
            socket.Socket.Drain(readsAtATime);
        }

        host.RunToEnd();
        Assert.True(send.Succeeded);
        Framed.AssertEqual([.. content.Chunk(700)], socket.Received);
    }

    /// <summary>An error queue that nobody reads makes epoll tell of an error at once, at every wait: a full socket is not asked again and again for that.</summary>
    [Fact]
    public async Task FullSocketWithUnreadErrors_IsNotSpunOn_AndGoesOn()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams(capacity: 2000);
        socket.Socket.HasUnreadErrors = true;
        byte[] content = Bytes.Of(400_000);

        ObservedSend send = host.Send(socket, [content], sendSize: 1000);
        host.Settle();
        Assert.False(send.IsCompleted);
        Assert.InRange(socket.Socket.Attempts, 1, 10);
        for (int waited = 0; waited < 100; waited++)
            host.Pass(TimeSpan.FromMilliseconds(1));
        Assert.InRange(socket.Socket.Attempts, 50, 250);

        while (!send.IsCompleted)
        {
            socket.Socket.Drain();
            host.Pass(TimeSpan.FromMilliseconds(1));
        }

        Assert.True(send.Succeeded);
        socket.Socket.Drain();
        Framed.AssertEqual([.. content.Chunk(1000)], socket.Received);
    }

    [Fact]
    public async Task FileThatShrank_EndsBeforeItsDatagram_WithTheFileAndTheElement()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        SimulatedFile file = host.Kernel.AddFile("/a", Bytes.Of(5000));
        host.Kernel.Faults.At(CallKind.Read, 1).Before(() => file.Truncate(2500));

        ObservedSend send = host.Send(socket, [Bytes.Of(100), PacketElement.FromFile("/a")], sendSize: 1000);

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Contains("'/a' shrank", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, failure.ElementIndex);
        Assert.Equal(2000, failure.BytesTransferred);
        Framed.AssertEqual([.. Bytes.Join(Bytes.Of(100), Bytes.Of(5000)[..1900]).Chunk(1000)], socket.Received);
    }

    [Fact]
    public async Task SocketClosedWhileItWaits_EndsTheSendAsAborted()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams(capacity: 1000);
        ObservedSend send = host.Send(socket, [Bytes.Of(1200), Bytes.Of(1300)]);
        host.Settle();
        Assert.False(send.IsCompleted);

        socket.Owner.Dispose();
        host.Settle();

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.OperationAborted, 1200L), (failure.SocketErrorCode, failure.BytesTransferred));
    }

    private static byte[][] Datagrams() => [.. Sizes.Select((size, index) => Bytes.Of(size, index))];

    private static void FailCutMessage(SimulationHost host, SimulatedDatagrams socket, Errno error, int position)
    {
        int left = position;
        host.Kernel.Faults.When(call => call.Messages.Any(message => message.SegmentSize > 0) && --left <= 0).Before(() => socket.Socket.SegmentError = error);
    }
}
