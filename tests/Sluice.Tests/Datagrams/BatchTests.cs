using Sluice.Kernel;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>How many datagrams go in one call, and how. BUGCLASSES 26 to 28.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task EqualDatagrams_GoInOneMessage_FromWhereTheyLie()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[][] datagrams = [.. Enumerable.Range(0, 53).Select(index => Bytes.Of(1200, index))];

        host.Send(socket, [.. datagrams.Select(datagram => (PacketElement)datagram)]);

        KernelCall call = Assert.Single(host.Kernel.CallsOf(CallKind.SendMessage));
        Assert.Equal(1, host.Kernel.SendCalls());
        Assert.Equal(1200, call.Messages[0].SegmentSize);
        Assert.Equal(Enumerable.Repeat(1200L, 53), call.Messages[0].Pieces);
        Framed.AssertEqual(datagrams, socket.Received);
    }

    [Fact]
    public async Task UnequalDatagrams_GoInOneCall_EachAMessage()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[][] datagrams = [.. Enumerable.Range(0, 20).Select(index => Bytes.Of(100 + index, index))];

        host.Send(socket, [.. datagrams.Select(datagram => (PacketElement)datagram)]);

        Assert.Equal(20, Assert.Single(host.Kernel.CallsOf(CallKind.SendMessages)).Messages.Count);
        Assert.Equal(1, host.Kernel.SendCalls());
        Framed.AssertEqual(datagrams, socket.Received);
    }

    /// <summary>A shorter datagram ends a run, and the next run is another message of the same call.</summary>
    [Fact]
    public async Task RunsOfEqualDatagrams_ShareACall()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        int[] sizes = [500, 500, 500, 200, 500, 500, 700, 700, 100, 50, 900];

        host.Send(socket, [.. sizes.Select((size, index) => (PacketElement)Bytes.Of(size, index))]);

        KernelCall call = Assert.Single(host.Kernel.CallsOf(CallKind.SendMessages));
        Assert.Equal([(1700, 500), (1000, 500), (1500, 700), (50, 0), (900, 0)], call.Messages.Select(message => ((int)message.Bytes, message.SegmentSize)));
        Assert.Equal(sizes, socket.Received.Select(datagram => datagram.Length));
    }

    /// <summary>BUGCLASSES 28: only the last of a run may be shorter; of several equal ones, one ends the run and the others begin the next.</summary>
    [Fact]
    public async Task EqualDatagramsBehindLongerOnes_AreNotCutAsOne()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        int[] sizes = [500, 500, 200, 200, 200, 500, 900, 100, 100];

        host.Send(socket, [.. sizes.Select((size, index) => (PacketElement)Bytes.Of(size, index))]);

        KernelCall call = Assert.Single(host.Kernel.CallsOf(CallKind.SendMessages));
        Assert.Equal([(1200, 500), (400, 200), (500, 0), (1000, 900), (100, 0)], call.Messages.Select(message => ((int)message.Bytes, message.SegmentSize)));
        Assert.Equal(sizes, socket.Received.Select(datagram => datagram.Length));
    }

    /// <summary>BUGCLASSES 28: only the last datagram of a message may be shorter, also where several of its size follow one larger one at once.</summary>
    [Fact]
    public async Task EqualDatagramsBehindALargerOne_KeepTheirSize()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        int[] sizes = [979, 512, 512, 512, 100, 100];

        host.Send(socket, [.. sizes.Select((size, index) => (PacketElement)Bytes.Of(size, index))]);
        host.RunToEnd();

        Framed.AssertEqual([.. sizes.Select((size, index) => Bytes.Of(size, index))], socket.Received);
    }

    /// <summary>BUGCLASSES 28: at most 64 datagrams and 65,507 bytes in a message, all but the last of one size.</summary>
    [Theory]
    [InlineData(100, 200)]
    [InlineData(1200, 200)]
    [InlineData(40_000, 5)]
    [InlineData(65_507, 3)]
    [InlineData(1, 1000)]
    [InlineData(32_753, 4)]
    [InlineData(1023, 130)]
    [InlineData(1024, 130)]
    public async Task Messages_KeepWithinTheKernelsLimits(int size, int count)
    {
        foreach (bool cuts in (bool[])[false, true])
        {
            await using SimulationHost host = new();
            SimulatedDatagrams socket = host.ConnectDatagrams();
            byte[] content = Bytes.Of(size * count);
            byte[][] datagrams = [.. content.Chunk(size)];

            host.Send(socket, cuts ? [content] : [.. datagrams.Select(datagram => (PacketElement)datagram)], cuts ? size : 0);
            host.RunToEnd();

            Assert.All(host.Kernel.Messages(), message =>
            {
                Assert.InRange(message.Bytes, 1, 65_507);
                Assert.True(message.SegmentSize == 0 || message.Bytes <= message.SegmentSize * 64L);
            });
            Assert.DoesNotContain(host.Kernel.Calls, call => call.Kind is CallKind.Send or CallKind.SendMessage && call.Error != Errno.None);
            Framed.AssertEqual(datagrams, socket.Received);
        }
    }

    /// <summary>BUGCLASSES 26: whether the kernel cuts is asked once for a socket; a kernel that does not know would send the run as one datagram.</summary>
    [Fact]
    public async Task SocketThatDoesNotCut_IsAskedOnce_AndSendsOneMessageForEach()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams(knowsSegments: false);
        byte[] content = Bytes.Of(100_000);

        host.Send(socket, [content], sendSize: 1000);
        host.Send(socket, [content], sendSize: 1000);

        Assert.Equal(1, host.Kernel.CountOf(CallKind.GetSegmentSize));
        Assert.All(host.Kernel.Messages(), message => Assert.Equal(0, message.SegmentSize));
        Framed.AssertEqual([.. content.Chunk(1000), .. content.Chunk(1000)], socket.Received);
    }

    /// <summary>BUGCLASSES 26 and 27: the kernel stops cutting, at first or after it has worked; that very batch goes again without, once, and the socket is remembered.</summary>
    [Theory]
    [InlineData(Errno.InputOutput, 1)]
    [InlineData(Errno.InputOutput, 2)]
    [InlineData(Errno.InputOutput, 7)]
    [InlineData(Errno.Invalid, 1)]
    [InlineData(Errno.Invalid, 5)]
    public async Task RefusedRun_GoesAgainWithoutCutting_ExactlyOnce(Enum error, int nthMessage)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[] content = Bytes.Of(600_000);
        host.Kernel.AddFile("/a", content);
        socket.Socket.FailMessage(nthMessage, (Errno)error);

        ObservedSend send = host.Send(socket, [PacketElement.FromFile("/a")], sendSize: 1200);
        host.RunToEnd();
        int cut = host.Kernel.Messages().Count(message => message.SegmentSize > 0);
        ObservedSend next = host.Send(socket, [content], sendSize: 1200);
        host.RunToEnd();

        Assert.True(send.Succeeded && next.Succeeded);
        Assert.Equal(nthMessage, cut);
        Assert.Equal(cut, host.Kernel.Messages().Count(message => message.SegmentSize > 0));
        Framed.AssertEqual([.. content.Chunk(1200), .. content.Chunk(1200)], socket.Received);
    }

    /// <summary>BUGCLASSES 27: the same at every message of one call, of which those before have gone out cut and those behind have not gone at all.</summary>
    [Theory]
    [InlineData(Errno.InputOutput)]
    [InlineData(Errno.Invalid)]
    [InlineData(Errno.MessageTooLong)]
    public async Task RefusedRun_AtEveryMessageOfACall_GoesAgainWithoutCutting_ExactlyOnce(Enum error)
    {
        byte[] content = Bytes.Of(650_000);
        for (int nth = 1; nth <= 11; nth++)
        {
            await using SimulationHost host = new();
            SimulatedDatagrams socket = host.ConnectDatagrams();
            socket.Socket.StopCuttingAt(nth, (Errno)error);

            ObservedSend send = host.Send(socket, [content], sendSize: 1200);
            host.RunToEnd();
            host.Kernel.ClearCalls();
            ObservedSend next = host.Send(socket, [content], sendSize: 1200);
            host.RunToEnd();

            Assert.True(send.Succeeded && next.Succeeded);
            Assert.All(host.Kernel.Messages(), message => Assert.Equal(0, message.SegmentSize));
            Framed.AssertEqual([.. content.Chunk(1200), .. content.Chunk(1200)], socket.Received);
        }
    }

    /// <summary>A path with a small MTU refuses to cut into datagrams that it would have to fragment, and takes them one by one; smaller ones are still cut.</summary>
    [Fact]
    public async Task RunLargerThanThePath_GoesInFragments_AndSmallerOnesAreStillCut()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        socket.Socket.LargestSegment = 1000;
        byte[] content = Bytes.Of(12_000);

        host.Send(socket, [content], sendSize: 1200);
        host.Send(socket, [content], sendSize: 1200);
        host.Send(socket, [content], sendSize: 1000);

        // The first refusal may have meant an earlier datagram, so it is asked once more.
        Assert.Equal([1200, 1200, 1000], host.Kernel.Messages().Where(message => message.SegmentSize > 0).Select(message => message.SegmentSize));
        Framed.AssertEqual([.. content.Chunk(1200), .. content.Chunk(1200), .. content.Chunk(1000)], socket.Received);
    }

    /// <summary>What another socket met says nothing of this one.</summary>
    [Fact]
    public async Task RefusedRun_IsRememberedForItsSocketAlone()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams one = host.ConnectDatagrams();
        SimulatedDatagrams other = host.ConnectDatagrams();
        one.Socket.SegmentError = Errno.InputOutput;

        host.Send(one, [Bytes.Of(5000)], sendSize: 1000);
        host.Send(other, [Bytes.Of(5000)], sendSize: 1000);

        Assert.Equal(5, one.Received.Count);
        Assert.Equal(1, other.Socket.Attempts);
        Assert.Equal(5, other.Received.Count);
    }
}
