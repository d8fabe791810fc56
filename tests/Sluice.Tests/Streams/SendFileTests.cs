using Microsoft.Win32.SafeHandles;
using Sluice.Operations;
using Sluice.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Streams;

/// <summary>Large files: exact counts, exact offsets, turns.</summary>
public sealed class SendFileTests
{
    private const int Large = 300_000;

    [Fact]
    public async Task LargeFile_GoesBySendfileInOneCallOfItsExactSize()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(Large));

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));

        Assert.True(send.WasInline);
        KernelCall call = Assert.Single(host.Kernel.CallsOf(CallKind.SendFile));
        Assert.Equal((0L, (long)Large), (call.Offset, call.Requested));
        Assert.Equal(0, host.Kernel.CountOf(CallKind.Read));
        Assert.Equal(Bytes.Of(Large), connection.Received);
    }

    /// <summary>BUGCLASSES 7, on the simulated kernel: asking for more than the file holds stalls the last segment.</summary>
    [Fact]
    public async Task RangeOfAFile_IsNeverAskedForMore()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 70_000);
        host.Kernel.AddFile("/a", Bytes.Of(Large));

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a", 1000, 250_000));
        host.RunToEnd();

        Assert.Equal(250_000, send.Bytes);
        Assert.Equal(Bytes.Of(Large)[1000..251_000], connection.Received);
        Assert.NotEmpty(host.Kernel.CallsOf(CallKind.SendFile));
        Assert.All(host.Kernel.CallsOf(CallKind.SendFile), call => Assert.Equal(251_000, call.Offset + call.Requested));
    }

    [Fact]
    public async Task NeighbouringRangesOfOnePath_ShareOneOpenAndOneCall()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(Large));

        host.Send(connection, PacketElement.FromFile("/a", 0, 100_000), PacketElement.FromFile("/a", 100_000, 70_000), PacketElement.FromFile("/a", 170_000));

        Assert.Equal(1, host.Kernel.CountOf(CallKind.Open));
        Assert.Equal(Large, Assert.Single(host.Kernel.CallsOf(CallKind.SendFile)).Requested);
        Assert.Equal(Bytes.Of(Large), connection.Received);
    }

    [Fact]
    public async Task RangesInAnotherOrder_AreNotJoined()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        byte[] file = Bytes.Of(Large);
        host.Kernel.AddFile("/a", file);

        host.Send(connection, PacketElement.FromFile("/a", 100_000, 200_000), PacketElement.FromFile("/a", 0, 100_000));

        Assert.Equal(Bytes.Join(file[100_000..], file[..100_000]), connection.Received);
    }

    [Fact]
    public async Task CallersHandle_IsNeitherClosedNorReopened()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        using SafeFileHandle handle = host.Kernel.OpenHandle(new SimulatedFile(new StoredContent(Bytes.Of(Large))), out int descriptor);

        ObservedSend send = host.Send(connection, PacketElement.FromFile(handle, 5));

        Assert.Equal(Large - 5, send.Bytes);
        Assert.Equal(Bytes.Of(Large)[5..], connection.Received);
        Assert.Contains(descriptor, host.Kernel.OpenDescriptors);
        Assert.Equal(0, host.Kernel.CountOf(CallKind.Open) + host.Kernel.CountOf(CallKind.Close));
        host.Kernel.CloseByOwner(descriptor);
    }

    /// <summary>BUGCLASSES 6: more than 2 GiB, more than the kernel's cap of 0x7ffff000 bytes, from a file that takes no memory.</summary>
    [Fact]
    public async Task FiveGibibytes_AreSentAndCounted()
    {
        const long Length = 5L * 1024 * 1024 * 1024;
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SimulatedFile file = host.Kernel.AddSparseFile("/huge", Length);

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/huge"));
        host.RunToEnd();

        Assert.Equal(Length, send.Bytes);
        Assert.True(connection.Socket.ReceivedExactly(file.Content, 0, Length));
    }

    /// <summary>BUGCLASSES 6, 22: a range that begins beyond 4 GiB keeps all the bits of its offset.</summary>
    [Fact]
    public async Task RangeBeyondFourGibibytes_ComesFromItsOwnOffset()
    {
        const long Offset = (4L * 1024 * 1024 * 1024) + 123;
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1_000_000);
        SimulatedFile file = host.Kernel.AddSparseFile("/huge", Offset + 3_000_000);

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/huge", Offset));
        ObservedSend small = host.Send(connection, PacketElement.FromFile("/huge", Offset, 10));
        host.RunToEnd();

        Assert.Equal([3_000_000, 10], [send.Bytes, small.Bytes]);
        byte[] expected = new byte[3_000_000];
        file.Content.CopyTo(Offset, expected);
        Assert.Equal(Bytes.Join(expected, expected[..10]), connection.Received);
    }

    /// <summary>BUGCLASSES 15: a turn is 2 MiB, then the other sockets have theirs.</summary>
    [Fact]
    public async Task HugeSend_LetsOthersThroughAfterEachTurn()
    {
        await using SimulationHost host = new();
        SimulatedConnection first = host.Connect();
        SimulatedConnection second = host.Connect();
        host.Kernel.AddSparseFile("/huge", 10 * StreamEngine.TurnBytes);

        ObservedSend huge = host.Send(first, PacketElement.FromFile("/huge"));
        ObservedSend other = host.Send(second, PacketElement.FromFile("/huge"));
        Assert.Equal(StreamEngine.TurnBytes, first.Socket.TakenLength);
        Assert.Equal(StreamEngine.TurnBytes, second.Socket.TakenLength);

        for (int turn = 2; turn <= 10; turn++)
        {
            Assert.Equal(2, host.Poll());
            Assert.Equal(turn * StreamEngine.TurnBytes, first.Socket.TakenLength);
            Assert.Equal(turn * StreamEngine.TurnBytes, second.Socket.TakenLength);
        }

        host.Settle();
        Assert.True(huge.Succeeded && other.Succeeded);
    }

    /// <summary>BUGCLASSES 10: short returns are no errors and no ends, at whatever point.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1460)]
    [InlineData(99_999)]
    public async Task ShortSendfile_GoesOnWhereItStopped(int bytes)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(Large));
        host.Kernel.Faults.When(call => call.Kind == CallKind.SendFile).ShortTo(bytes).Times(20);

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));

        Assert.Equal(Large, send.Bytes);
        Assert.Equal(Bytes.Of(Large), connection.Received);
    }

    /// <summary>SEMANTICS "Send size": no kernel call takes more than n bytes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(65_536)]
    public async Task SendSize_CapsEveryCall(int size)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/large", Bytes.Of(70_000));
        host.Kernel.AddFile("/small", Bytes.Of(3000, 2));

        ObservedSend send = host.Send(
            connection, [Bytes.Of(2500, 3), PacketElement.FromFile("/large"), PacketElement.FromFile("/small")], new SendSettings(default, size));
        host.RunToEnd();

        Assert.Equal(75_500, send.Bytes);
        Assert.Equal(Bytes.Join(Bytes.Of(2500, 3), Bytes.Of(70_000), Bytes.Of(3000, 2)), connection.Received);
        Assert.All(host.Kernel.Calls.Where(call => call.Kind is CallKind.Send or CallKind.SendFile), call => Assert.InRange(call.Requested, 1, size));
    }

    [Fact]
    public async Task CoalesceLimitOfZero_SendsEveryFileBySendfile()
    {
        await using SimulationHost host = new(new TransmitterOptions { ReactorThreads = 1, CoalesceLimit = 0 });
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(10));

        host.Send(connection, PacketElement.FromFile("/a"));

        Assert.Equal(1, host.Kernel.CountOf(CallKind.SendFile));
        Assert.Equal(0, host.Kernel.CountOf(CallKind.Send));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64 * 1024)]
    public async Task FileOfTheCoalesceLimit_IsCopied_AndOneByteMoreIsNot(int limit)
    {
        await using SimulationHost host = new(new TransmitterOptions { ReactorThreads = 1, CoalesceLimit = limit });
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/at", Bytes.Of(limit));
        host.Kernel.AddFile("/above", Bytes.Of(limit + 1));

        host.Send(connection, PacketElement.FromFile("/at"));
        Assert.Equal(0, host.Kernel.CountOf(CallKind.SendFile));
        host.Send(connection, PacketElement.FromFile("/above"));

        Assert.Equal(1, host.Kernel.CountOf(CallKind.SendFile));
        Assert.Equal(Bytes.Join(Bytes.Of(limit), Bytes.Of(limit + 1)), connection.Received);
    }
}
