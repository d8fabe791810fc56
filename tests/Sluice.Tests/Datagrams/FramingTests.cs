using Sluice.Tests.Streams;
using Sluice.TestSupport.Models;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>SEMANTICS "Send size", the column of datagram and record sockets.</summary>
public sealed class FramingTests
{
    [Fact]
    public async Task NoEndOfPacket_EveryElementIsADatagram()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        host.Kernel.AddFile("/a", Bytes.Of(3000, 2));

        ObservedSend send = host.Send(socket, [Bytes.Of(10), PacketElement.FromFile("/a"), Bytes.Of(2000, 3), Bytes.Of(1, 4)]);

        Assert.True(send.WasInline && send.Succeeded);
        Assert.Equal(5011, send.Bytes);
        Framed.AssertEqual([Bytes.Of(10), Bytes.Of(3000, 2), Bytes.Of(2000, 3), Bytes.Of(1, 4)], socket.Received);
    }

    [Fact]
    public async Task EndOfPacket_JoinsMemoryAndFilesUpToIt_AndTheListEndsTheLast()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        host.Kernel.AddFile("/a", Bytes.Of(3000, 2));

        ObservedSend send = host.Send(
            socket, [Bytes.Of(10), PacketElement.FromFile("/a"), PacketElement.FromMemory(Bytes.Of(20, 3)) with { EndOfPacket = true }, Bytes.Of(5, 4), Bytes.Of(6, 5)]);

        Assert.True(send.Succeeded);
        Framed.AssertEqual([Bytes.Join(Bytes.Of(10), Bytes.Of(3000, 2), Bytes.Of(20, 3)), Bytes.Join(Bytes.Of(5, 4), Bytes.Of(6, 5))], socket.Received);
    }

    [Fact]
    public async Task MinusOne_JoinsAlways()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();

        host.Send(socket, [Bytes.Of(10), Bytes.Of(20, 2), Bytes.Of(30, 3)], sendSize: -1);

        Framed.AssertEqual([Bytes.Join(Bytes.Of(10), Bytes.Of(20, 2), Bytes.Of(30, 3))], socket.Received);
    }

    [Fact]
    public async Task Size_CutsWhatLiesBetweenTwoEndsOfPackets()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();

        host.Send(socket, [Bytes.Of(25), PacketElement.FromMemory(Bytes.Of(10, 2)) with { EndOfPacket = true }, Bytes.Of(21, 3)], sendSize: 10);

        Framed.AssertEqual(
            DatagramModel.Expect([(Bytes.Of(25), false), (Bytes.Of(10, 2), true), (Bytes.Of(21, 3), false)], 10), socket.Received);
        Assert.Equal([10, 10, 10, 5, 10, 10, 1], socket.Received.Select(datagram => datagram.Length));
    }

    /// <summary>1 MB cut into 1,200 bytes: 833 datagrams and one of 400, in runs of 54 (65,507 bytes at most), read once and cut by the kernel.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Megabyte_CutInto1200_ArrivesInOrder(bool fromFile)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[] content = Bytes.Of(1_000_000);
        host.Kernel.AddFile("/a", content);

        ObservedSend send = host.Send(socket, [fromFile ? PacketElement.FromFile("/a") : content], sendSize: 1200);

        Assert.True(send.Succeeded);
        Assert.Equal(834, socket.Received.Count);
        Framed.AssertEqual([.. content.Chunk(1200)], socket.Received);
        Assert.Equal(16, socket.Socket.Attempts);
        Assert.All(host.Kernel.Messages(), message => Assert.InRange(message.Pieces.Count, 1, 2));
    }

    /// <summary>Null elements, empty buffers and empty files send nothing, not even an empty datagram; an end of a packet on one still ends the datagram before.</summary>
    [Fact]
    public async Task EmptyElements_SendNothing_AndTheirEndOfPacketCounts()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        host.Kernel.AddFile("/empty", []);

        ObservedSend nothing = host.Send(socket, [default, Array.Empty<byte>(), PacketElement.FromFile("/empty")]);
        Assert.True(nothing.WasInline && nothing.Succeeded);
        Assert.Equal(0, nothing.Bytes);
        Assert.Equal(0, host.Kernel.SendCalls());

        host.Send(socket, [Bytes.Of(1), Array.Empty<byte>(), Bytes.Of(2, 2)]);
        host.Send(socket, [PacketElement.FromMemory(Array.Empty<byte>()) with { EndOfPacket = true }, Bytes.Of(3, 3), Bytes.Of(4, 4)]);
        host.Send(socket, [Bytes.Of(5, 5), PacketElement.FromMemory(Array.Empty<byte>()) with { EndOfPacket = true }, Bytes.Of(6, 6)]);

        Framed.AssertEqual(
            [Bytes.Of(1), Bytes.Of(2, 2), Bytes.Join(Bytes.Of(3, 3), Bytes.Of(4, 4)), Bytes.Of(5, 5), Bytes.Of(6, 6)], socket.Received);
    }

    /// <summary>A file that reports size 0 has to be read to its end before its datagram can be framed: a disk thread does.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1000)]
    public async Task FileOfReportedSizeZero_IsReadToItsEnd_AndFramedLikeAnyOther(int sendSize)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        host.Kernel.AddSizelessFile("/proc", Bytes.Of(2500, 2));
        host.Kernel.AddSizelessFile("/other", Bytes.Of(1000, 4));

        ObservedSend send = host.Send(
            socket, [Bytes.Of(30), PacketElement.FromFile("/proc"), Bytes.Of(40, 3), PacketElement.FromFile("/other"), Bytes.Of(7, 5)], sendSize);
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(3577, send.Bytes);
        Framed.AssertEqual(
            DatagramModel.Expect([(Bytes.Of(30), false), (Bytes.Of(2500, 2), false), (Bytes.Of(40, 3), false), (Bytes.Of(1000, 4), false), (Bytes.Of(7, 5), false)], sendSize),
            socket.Received);
    }

    [Fact]
    public async Task SequenceOfSeveralBuffers_IsOneElement_AndSoOneDatagram()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();

        host.Send(socket, [PacketElement.FromSequence(LinkedBytes.Of(Bytes.Of(10), Bytes.Of(20, 2))), Bytes.Of(5, 3)]);

        Framed.AssertEqual([Bytes.Join(Bytes.Of(10), Bytes.Of(20, 2)), Bytes.Of(5, 3)], socket.Received);
    }

    /// <summary>A datagram of more pieces than a call has vectors, and one of more than a call has pins, adjacent as they are.</summary>
    [Fact]
    public async Task DatagramOfHundredsOfPieces_ArrivesWhole()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[] bytes = Bytes.Of(30_000);

        host.Send(socket, [.. bytes.Chunk(100).Select(chunk => (PacketElement)chunk)], sendSize: -1);
        host.Send(socket, [.. Enumerable.Range(0, 3000).Select(index => (PacketElement)bytes.AsMemory(index * 10, 10))], sendSize: -1);

        Framed.AssertEqual([bytes, bytes], socket.Received);
    }
}
