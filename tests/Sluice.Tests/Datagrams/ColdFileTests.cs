using System.Net.Sockets;
using Sluice.Kernel;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Models;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Datagrams;

/// <summary>BUGCLASSES 14 for datagrams: what is not in the page cache is waited for by disk threads alone, and whole datagrams come of it.</summary>
public sealed class ColdFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(700)]
    public async Task ColdFilesBetweenMemory_ArePutTogetherByADiskThread(int sendSize)
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedDatagrams socket = host.ConnectDatagrams();
        host.Kernel.AddFile("/a", Bytes.Of(9000, 2)).MakeCold(4096, 4096);
        host.Kernel.AddFile("/fuse", Bytes.Of(3000, 3)).CannotPeek = true;
        List<(byte[], bool)> elements = [(Bytes.Of(100), false), (Bytes.Of(9000, 2), false), (Bytes.Of(50, 4), false), (Bytes.Of(3000, 3), false), (Bytes.Of(7, 5), false)];

        ObservedSend send = host.Send(
            socket, [Bytes.Of(100), PacketElement.FromFile("/a"), Bytes.Of(50, 4), PacketElement.FromFile("/fuse"), Bytes.Of(7, 5)], sendSize);
        host.Settle();
        Assert.False(send.IsCompleted);

        host.RunsDiskSteps = true;
        host.RunToEnd();
        Assert.True(send.Succeeded);
        Framed.AssertEqual(DatagramModel.Expect(elements, sendSize), socket.Received);
    }

    [Fact]
    public async Task RemoteFile_TakesFewDiskSteps()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        byte[] content = Bytes.Of(1_000_000);
        host.Kernel.AddFile("/fuse", content).CannotPeek = true;

        ObservedSend send = host.Send(socket, [PacketElement.FromFile("/fuse")], sendSize: 1200);
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Framed.AssertEqual([.. content.Chunk(1200)], socket.Received);
        Assert.InRange(host.Kernel.CallsOf(CallKind.Read).Count(call => !call.IsNoWait && call.Requested > 1000), 1, 20);
    }

    [Fact]
    public async Task FileThatFailsOnTheDisk_IsAnErrorThatNamesIt_BehindWhatWasWhole()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        SimulatedFile bad = host.Kernel.AddFile("/bad", Bytes.Of(3000, 3));
        bad.CannotPeek = true;
        host.Kernel.AddFile("/good", Bytes.Of(2000, 2)).CannotPeek = true;

        ObservedSend send = host.Send(socket, [Bytes.Of(10), PacketElement.FromFile("/good"), PacketElement.FromFile("/bad"), Bytes.Of(20)]);
        bad.ReadError = Errno.InputOutput;
        host.RunToEnd();

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Contains("'/bad'", failure.Message, StringComparison.Ordinal);
        Assert.Equal((2, 2010L), (failure.ElementIndex, failure.BytesTransferred));
        Framed.AssertEqual([Bytes.Of(10), Bytes.Of(2000, 2)], socket.Received);
    }

    [Fact]
    public async Task FileThatShrankOnTheDisk_InTheMiddleOfADatagram_SendsNothingOfIt()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        SimulatedFile file = host.Kernel.AddFile("/fuse", Bytes.Of(3000, 3));
        file.CannotPeek = true;

        ObservedSend send = host.Send(socket, [Bytes.Of(10), PacketElement.FromFile("/fuse"), Bytes.Of(20)], sendSize: -1);
        file.Truncate(1000);
        host.RunToEnd();

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Contains("shrank", failure.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0L), (failure.ElementIndex, failure.BytesTransferred));
        Assert.Empty(socket.Received);
    }

    /// <summary>A socket whose send buffer is large could take large records: small ones need no buffer of that size.</summary>
    [Fact]
    public async Task SmallRecords_OverASocketThatTakesLargeOnes_ShareTheBuffersOfDiskSteps()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams(capacity: 64 * 1024 * 1024, knowsSegments: false);
        byte[] content = Bytes.Of(3000);
        host.Kernel.AddFile("/fuse", content).CannotPeek = true;
        long before = GC.GetTotalAllocatedBytes(precise: true);

        for (int i = 0; i < 20; i++)
        {
            ObservedSend send = host.Send(socket, [PacketElement.FromFile("/fuse")]);
            host.RunToEnd();
            Assert.True(send.Succeeded);
        }

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 * 1024 * 1024);
        Framed.AssertEqual([.. Enumerable.Repeat(content, 20)], socket.Received);
    }

    /// <summary>A cold record larger than a disk step, and one that may be for all that is known.</summary>
    [Theory]
    [InlineData(200_000, false)]
    [InlineData(200_000, true)]
    public async Task LargeRecord_IsPutTogetherByADiskThread_InABufferOfItsOwn(int length, bool isOpen)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams(capacity: 1024 * 1024, knowsSegments: false);
        socket.Socket.LargestDatagram = 1024 * 1024;
        byte[] content = Bytes.Of(length);
        if (isOpen)
            host.Kernel.AddSizelessFile("/a", content);
        else
            host.Kernel.AddFile("/a", content).CannotPeek = true;

        ObservedSend send = host.Send(socket, [Bytes.Of(10), PacketElement.FromFile("/a"), Bytes.Of(20)]);
        host.RunToEnd();

        Assert.True(send.Succeeded, send.Failure?.ToString());
        Framed.AssertEqual([Bytes.Of(10), content, Bytes.Of(20)], socket.Received);
    }

    /// <summary>More files than a send holds open, warm or cold, one to a datagram or many.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1200, false)]
    [InlineData(1200, true)]
    public async Task ManyFiles_ArriveWhole_WithFewOpen(int sendSize, bool areCold)
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        List<(byte[], bool)> elements = [.. Enumerable.Range(0, 500).Select(i => (Bytes.Of(100 + (i % 7), i), false))];
        for (int i = 0; i < elements.Count; i++)
        {
            SimulatedFile file = host.Kernel.AddFile($"/{i}", elements[i].Item1);
            file.IsPathCold = areCold;
            if (areCold)
                file.MakeCold(0, 200);
        }

        ObservedSend send = host.Send(socket, [.. Enumerable.Range(0, 500).Select(i => PacketElement.FromFile($"/{i}"))], sendSize);
        host.RunToEnd();

        Assert.True(send.Succeeded, send.Failure?.ToString());
        Framed.AssertEqual(DatagramModel.Expect(elements, sendSize), socket.Received);
        Assert.InRange(host.Kernel.MostFilesOpen, 100, 128 + 1);
    }

    /// <summary>A file that reports size 0 and has more than a datagram holds.</summary>
    [Fact]
    public async Task EndlessFile_AsOneDatagram_IsMessageSize()
    {
        await using SimulationHost host = new();
        SimulatedDatagrams socket = host.ConnectDatagrams();
        host.Kernel.AddSizelessFile("/proc", Bytes.Of(300_000));

        ObservedSend send = host.Send(socket, [Bytes.Of(10), PacketElement.FromFile("/proc")]);
        host.RunToEnd();

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.MessageSize, 1, 10L), (failure.SocketErrorCode, failure.ElementIndex, failure.BytesTransferred));
    }
}
