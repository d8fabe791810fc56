using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>Arrays that make one message go out in the call itself, without a plan. Whatever keeps them from that must leave no trace of the difference.</summary>
public sealed class OfferTests
{
    private static byte[][] Datagrams(int count, int size, int last) => [.. Enumerable.Range(0, count).Select(index => Bytes.Of(index == count - 1 ? last : size, index))];

    private static PacketElement[] Elements(byte[][] datagrams) => [.. datagrams.Select(datagram => (PacketElement)datagram)];

    /// <summary>BUGCLASSES 28: every number of datagrams up to what a message may have and beyond, whatever the last one is.</summary>
    [Fact]
    public async Task AnyNumberOfDatagrams_ArrivesAsItWasSent()
    {
        for (int count = 1; count <= 67; count++)
        {
            foreach (int last in (int[])[1, 99, 100, 101])
            {
                await using SimulationHost host = new();
                SimulatedDatagrams socket = host.ConnectDatagrams();
                byte[][] datagrams = Datagrams(count, 100, last);

                ObservedSend send = host.Send(socket, Elements(datagrams));

                Assert.True(send.Succeeded);
                Assert.Equal(datagrams.Sum(datagram => datagram.Length), send.Bytes);
                Framed.AssertEqual(datagrams, socket.Received);
                if (count <= 64 && last <= 100)
                    Assert.Equal(count == 1 ? CallKind.Send : CallKind.SendMessage, Assert.Single(host.Kernel.Calls, call => call.Kind != CallKind.GetSegmentSize).Kind);
            }
        }
    }

    /// <summary>Parts of arrays, from where they lie.</summary>
    [Fact]
    public async Task PartsOfArrays_ArriveAsTheyAre()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[] content = Bytes.Of(10_000);

        host.Send(socket, [.. Enumerable.Range(0, 20).Select(index => PacketElement.FromMemory(content.AsMemory(index * 500, 300)))]);

        Framed.AssertEqual([.. Enumerable.Range(0, 20).Select(index => content[(index * 500)..((index * 500) + 300)])], socket.Received);
    }

    /// <summary>BUGCLASSES 26 and 27: errors that pass, or that cutting alone meets; the very message goes again, once, and a socket that refuses to cut is not asked any more.</summary>
    [Theory]
    [InlineData(Errno.Again, 1)]
    [InlineData(Errno.NoBuffers, 1)]
    [InlineData(Errno.Interrupted, 1)]
    [InlineData(Errno.InputOutput, 0)]
    [InlineData(Errno.Invalid, 0)]
    public async Task RefusedMessage_GoesAgain_ExactlyOnce(Enum error, int laterCutMessages)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[][] datagrams = Datagrams(53, 1200, 400);
        socket.Socket.FailMessage(1, (Errno)error);

        ObservedSend send = host.Send(socket, Elements(datagrams));
        host.RunToEnd();
        host.Kernel.ClearCalls();
        ObservedSend next = host.Send(socket, Elements(datagrams));

        Assert.True(send.Succeeded && next.Succeeded);
        Assert.Equal(datagrams.Sum(datagram => datagram.Length), send.Bytes);
        Assert.Equal(laterCutMessages, host.Kernel.Messages().Count(message => message.SegmentSize > 0));
        Framed.AssertEqual([.. datagrams, .. datagrams], socket.Received);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task SocketThatDoesNotCut_GetsEachAlone(int count)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams(knowsSegments: false);
        byte[][] datagrams = Datagrams(count, 100, 100);

        Assert.True(host.Send(socket, Elements(datagrams)).Succeeded);

        Framed.AssertEqual(datagrams, socket.Received);
    }

    /// <summary>An error of an earlier datagram is this send's, with nothing of it sent, and is not lost by trying again.</summary>
    [Fact]
    public async Task PendingRefusal_EndsTheSend_AtItsFirstElement()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        socket.Socket.SetPendingError(Errno.ConnectionRefused);

        ObservedSend send = host.Send(socket, Elements(Datagrams(9, 100, 100)));

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.ConnectionRefused, 0L, 0), (failure.SocketErrorCode, failure.BytesTransferred, failure.ElementIndex));
        Assert.Equal(1, host.Kernel.SendCalls());
        Assert.True(host.Send(socket, Elements(Datagrams(9, 100, 100))).Succeeded);
        Framed.AssertEqual(Datagrams(9, 100, 100), socket.Received);
    }

    /// <summary>BUGCLASSES 29: a datagram that no path takes, also where it is the only one.</summary>
    [Fact]
    public async Task TooLargeDatagram_IsMessageSize()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        socket.Socket.LargestSegment = socket.Socket.LargestDatagram = 1000;

        foreach (int count in (int[])[1, 3])
        {
            ObservedSend send = host.Send(socket, Elements(Datagrams(count, 1200, 1200)));

            SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
            Assert.Equal((SocketError.MessageSize, 0L, 0), (failure.SocketErrorCode, failure.BytesTransferred, failure.ElementIndex));
        }

        Assert.Empty(socket.Received);
        Assert.True(host.Send(socket, Elements(Datagrams(3, 1000, 1000))).Succeeded);
    }

    [Fact]
    public async Task SendBehindAnother_IsPlannedBeforeTheCallReturns()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams(capacity: 5000);
        PacketElement[] first = Elements(Datagrams(9, 1000, 1000));
        PacketElement[] second = Elements(Datagrams(3, 700, 7));
        host.Send(socket, Elements(Datagrams(5, 1000, 1000)));
        ObservedSend full = host.Send(socket, first);
        ObservedSend behind = host.Send(socket, second);
        Assert.False(full.IsCompleted);
        Array.Clear(first);
        Array.Clear(second);

        for (int rounds = 0; !behind.IsCompleted && rounds < 100; rounds++)
        {
            host.Settle();
            socket.Socket.Drain(1);
        }

        Assert.True(full.Succeeded && behind.Succeeded);
        host.RunToEnd();
        Framed.AssertEqual([.. Datagrams(5, 1000, 1000), .. Datagrams(9, 1000, 1000), .. Datagrams(3, 700, 7)], socket.Received);
    }

    /// <summary>
    /// A caller that changes its elements inside the call loses the send, and nobody else anything. It also shows that these are sent without a plan: one would have kept
    /// what the elements were.
    /// </summary>
    [Fact]
    public async Task ElementsThatChangeInsideTheCall_FailTheSend_AndNothingElse()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        host.Kernel.AddFile("/a", Bytes.Of(100));
        PacketElement[] changes = [default, PacketElement.FromFile("/a"), PacketElement.FromFile("/missing"), PacketElement.FromFile("/*"), Bytes.Of(99)];
        foreach (PacketElement change in changes)
        {
            PacketElement[] elements = Elements(Datagrams(9, 100, 100));
            socket.Socket.FailMessage(1, Errno.Again);
            host.Kernel.Faults.At(CallKind.SendMessage, 1).Before(() => elements[5] = change);
            ObservedSend send = host.Send(socket, elements);
            host.RunToEnd();
            Assert.IsType<InvalidOperationException>(send.Failure);
            Assert.Contains("Nothing was sent", send.Failure.Message, StringComparison.Ordinal);
        }

        Assert.Empty(socket.Received);
        Assert.True(host.Send(socket, Elements(Datagrams(9, 100, 100))).Succeeded);
    }
}
