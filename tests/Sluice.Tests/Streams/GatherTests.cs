using Sluice.Kernel;
using Sluice.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Streams;

/// <summary>What rides together in one call.</summary>
public sealed class GatherTests
{
    [Fact]
    public async Task HeaderSmallFileAndTrailer_GoInOneCall()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        byte[] file = Bytes.Of(16 * 1024);
        host.Kernel.AddFile("/a", file);

        ObservedSend send = host.Send(connection, Bytes.Of(200), PacketElement.FromFile("/a"), Bytes.Of(50, 2));

        Assert.True(send.WasInline && send.Succeeded);
        KernelCall call = Assert.Single(host.Kernel.CallsOf(CallKind.Send));
        Assert.False(call.HasMore);
        Assert.Equal(0, host.Kernel.CountOf(CallKind.SetCork));
        Assert.Equal(Bytes.Join(Bytes.Of(200), file, Bytes.Of(50, 2)), connection.Received);
        Assert.Equal(connection.Received.Length, send.Bytes);
    }

    [Fact]
    public async Task TinyMemory_IsCopiedIntoOnePiece()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        byte[][] pieces = [.. Enumerable.Range(0, 100).Select(index => Bytes.Of(64, index))];

        host.Send(connection, [.. pieces.Select(piece => (PacketElement)piece)]);

        Assert.Equal([6400], Assert.Single(host.Kernel.CallsOf(CallKind.Send)).Pieces);
        Assert.Equal(Bytes.Join(pieces), connection.Received);
    }

    [Fact]
    public async Task LargeMemory_StaysWhereItIs()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();

        host.Send(connection, Bytes.Of(10), Bytes.Of(5000), Bytes.Of(20), Bytes.Of(30), Bytes.Of(6000));

        Assert.Equal([10, 5000, 50, 6000], Assert.Single(host.Kernel.CallsOf(CallKind.Send)).Pieces);
    }

    [Fact]
    public async Task AdjacentMemory_IsJoined()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        byte[] bytes = Bytes.Of(9000);

        host.Send(connection, bytes.AsMemory(0, 3000), bytes.AsMemory(3000, 3000), bytes.AsMemory(6000));

        Assert.Equal([9000], Assert.Single(host.Kernel.CallsOf(CallKind.Send)).Pieces);
        Assert.Equal(bytes, connection.Received);
    }

    [Fact]
    public async Task MoreThan64Pieces_TakeSeveralCalls()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        byte[][] pieces = [.. Enumerable.Range(0, 150).Select(index => Bytes.Of(2000, index))];

        host.Send(connection, [.. pieces.Select(piece => (PacketElement)piece)]);

        IReadOnlyList<KernelCall> calls = host.Kernel.CallsOf(CallKind.Send);
        Assert.Equal([VectorBatch.Capacity, VectorBatch.Capacity, 22], calls.Select(call => call.Pieces.Count));
        Assert.Equal([true, true, false], calls.Select(call => call.HasMore));
        Assert.Equal(Bytes.Join(pieces), connection.Received);
    }

    /// <summary>BUGCLASSES 19: header, file, header, file, in this order, whatever way each goes.</summary>
    [Fact]
    public async Task ManySmallFilesWithHeaders_KeepTheirOrder()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        List<PacketElement> elements = [];
        List<byte[]> expected = [];
        for (int i = 0; i < 40; i++)
        {
            byte[] header = Bytes.Of(100 + i, i);
            byte[] file = Bytes.Of((i % 5) * 20_000, 100 + i);
            host.Kernel.AddFile($"/{i}", file);
            elements.AddRange(header, PacketElement.FromFile($"/{i}"));
            expected.AddRange(header, file);
        }

        ObservedSend send = host.Send(connection, [.. elements]);

        host.RunToEnd();
        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Join([.. expected]), connection.Received);
    }

    /// <summary>BUGCLASSES 2: empty elements and files neither stall nor cost a call.</summary>
    [Fact]
    public async Task OnlyEmptyElements_CompleteInlineWithoutASend()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/empty", []);

        ObservedSend send = host.Send(connection, default, Array.Empty<byte>(), PacketElement.FromFile("/empty"));

        Assert.True(send.WasInline && send.Succeeded);
        Assert.Equal(0, send.Bytes);
        Assert.Equal(0, host.Kernel.CountOf(CallKind.Send) + host.Kernel.CountOf(CallKind.SendFile));
    }

    /// <summary>BUGCLASSES 2: an empty array is no element at all; other empty memory is one, with no segment.</summary>
    [Fact]
    public async Task EmptyMemoryOfEveryKind_SendsNothing_WhereverItStands()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        PacketElement memory = PacketElement.FromMemory(ReadOnlyMemory<byte>.Empty), slice = PacketElement.FromMemory(Bytes.Of(9).AsMemory(4, 0));
        PacketElement sequence = PacketElement.FromSequence(LinkedBytes.Of([], [], []));

        ObservedSend nothing = host.Send(connection, memory, slice, sequence);
        Assert.True(nothing.WasInline && nothing.Succeeded);
        Assert.Equal((0, 0), (nothing.Bytes, host.Kernel.CountOf(CallKind.Send)));

        ObservedSend send = host.Send(connection, memory, Bytes.Of(10), slice, PacketElement.FromSequence(LinkedBytes.Of([], Bytes.Of(20), [], Bytes.Of(30), [])), sequence);
        host.RunToEnd();
        Assert.Equal(60, send.Bytes);
        Assert.Equal(Bytes.Join(Bytes.Of(10), Bytes.Of(20), Bytes.Of(30)), connection.Received);
    }

    /// <summary>BUGCLASSES 2.</summary>
    [Fact]
    public async Task EmptyElementsInBetween_DoNotStallTheQueue()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 3000);
        host.Kernel.AddFile("/empty", []);
        host.Kernel.AddFile("/large", Bytes.Of(100_000));

        ObservedSend first = host.Send(
            connection, default, PacketElement.FromFile("/empty"), Bytes.Of(10), Array.Empty<byte>(), PacketElement.FromFile("/large"), PacketElement.FromFile("/empty"));
        ObservedSend second = host.Send(connection, default(PacketElement));
        ObservedSend third = host.Send(connection, Bytes.Of(20));
        host.RunToEnd();

        Assert.Equal([100_010, 0, 20], [first.Bytes, second.Bytes, third.Bytes]);
        Assert.Equal(Bytes.Join(Bytes.Of(10), Bytes.Of(100_000), Bytes.Of(20)), connection.Received);
    }

    /// <summary>BUGCLASSES 11, on the simulated kernel: a file that tells size 0 goes out by copying, and what follows it too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(300_000)]
    public async Task SizelessFile_IsSentToItsEnd(int length)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 50_000);
        host.Kernel.AddSizelessFile("/proc", Bytes.Of(length));

        ObservedSend send = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/proc"), Bytes.Of(20));
        host.RunToEnd();

        Assert.Equal(length + 30, send.Bytes);
        Assert.Equal(Bytes.Join(Bytes.Of(10), Bytes.Of(length), Bytes.Of(20)), connection.Received);
        Assert.Equal(0, host.Kernel.CountOf(CallKind.SendFile));
    }

    /// <summary>A size of 0 that hides a read error is an error, not an empty file (BUGCLASSES 11, 16).</summary>
    [Fact]
    public async Task SizelessFileThatCannotBeRead_Fails()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddSizelessFile("/proc", Bytes.Of(10)).ReadError = Errno.InputOutput;

        ObservedSend send = host.Send(connection, Bytes.Of(10), PacketElement.FromFile("/proc"));

        Assert.Contains("/proc", Assert.IsType<IOException>(send.Failure, exactMatch: false).Message);
        Assert.Equal(0, connection.Socket.TakenLength);
    }

    [Fact]
    public async Task SmallFileReadInPieces_IsWhole()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(1000));
        host.Kernel.Faults.When(call => call.Kind == CallKind.Read).ShortTo(7).Always();

        ObservedSend send = host.Send(connection, PacketElement.FromFile("/a"));

        Assert.Equal(1000, send.Bytes);
        Assert.Equal(Bytes.Of(1000), connection.Received);
    }

    /// <summary>BUGCLASSES 20: what has been sent is not looked at again.</summary>
    [Fact]
    public async Task MemoryOfASentElement_IsNotAskedForAgain()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 5000);
        using OnceMemory memory = new(Bytes.Of(4000));

        ObservedSend send = host.Send(connection, memory.Memory, Bytes.Of(20_000, 2));
        Assert.False(send.IsCompleted);
        memory.Forbid();
        host.RunToEnd();
        host.Send(connection, Bytes.Of(10, 3));
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(4000), Bytes.Of(20_000, 2), Bytes.Of(10, 3)), connection.Received);
    }

    /// <summary>BUGCLASSES 20: memory that its owner took back too early ends the send, loudly, and leaves nothing behind.</summary>
    [Fact]
    public async Task MemoryThatIsGone_EndsTheSendWithItsOwnException()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 5000);
        using OnceMemory memory = new(Bytes.Of(40_000));

        ObservedSend send = host.Send(connection, Bytes.Of(1000, 2), memory.Memory);
        memory.Forbid();
        host.RunToEnd();

        Assert.IsType<ObjectDisposedException>(send.Failure);
        Assert.True(host.Send(connection, Bytes.Of(1)).Succeeded);
    }
}
