using System.Runtime.InteropServices;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Sluice.Writing;
using Xunit;

namespace Sluice.Tests.Writing;

/// <summary>What goes into one write, and where a stream is flushed.</summary>
public sealed class GatherTests
{
    /// <summary>What a call writes itself.</summary>
    private const long Share = 2 * 1024 * 1024;

    private const int BufferBytes = 64 * 1024;

    [Fact]
    public async Task SmallPieces_AreOneWriteAndOneFlush()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(1000));
        PacketElement[] buffers = [.. Enumerable.Range(0, 64).Select(i => (PacketElement)Bytes.Of(64, i))];

        long sent = await host.Finish(host.Send([.. buffers, PacketElement.FromFile("/a"), Bytes.Of(50)]));

        Assert.Equal((64 * 64) + 1050, sent);
        Assert.Equal([(64 * 64) + 1050, 0], host.Stream.Sizes);
        Assert.Equal([.. Enumerable.Range(0, 64).SelectMany(i => Bytes.Of(64, i)), .. Bytes.Of(1000), .. Bytes.Of(50)], host.Stream.Content);
    }

    [Fact]
    public async Task LargeMemory_IsWrittenFromWhereItLies()
    {
        await using StreamHost host = new();
        byte[] large = Bytes.Of((2 * PieceReader.LargestPiece) + 5);

        await host.Finish(host.Send(Bytes.Of(100), large, Bytes.Of(10)));

        Assert.Equal([100, PieceReader.LargestPiece, PieceReader.LargestPiece, 15, 0], host.Stream.Sizes);
        Assert.True(MemoryMarshal.TryGetArray(host.Stream.Calls[1].Memory, out ArraySegment<byte> first));
        Assert.Same(large, first.Array);
        Assert.True(MemoryMarshal.TryGetArray(host.Stream.Calls[2].Memory, out ArraySegment<byte> second));
        Assert.Same(large, second.Array);
        Assert.Equal(Bytes.Join(Bytes.Of(100), large, Bytes.Of(10)), host.Stream.Content);
    }

    [Fact]
    public async Task LargeFile_GoesByWholeBuffers()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(200_000));

        Assert.Equal(200_000, await host.Finish(host.Send(PacketElement.FromFile("/a"))));

        Assert.Equal([BufferBytes, BufferBytes, BufferBytes, 200_000 - (3 * BufferBytes), 0], host.Stream.Sizes);
        Assert.Equal(Bytes.Of(200_000), host.Stream.Content);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public async Task SendSize_BoundsEveryWrite(int size)
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(3000));
        byte[] large = Bytes.Of(20_000);

        long sent = await host.Finish(host.Send([Bytes.Of(10), PacketElement.FromFile("/a"), large], new SendPacketsOptions { SendSize = size }));

        Assert.Equal(23_010, sent);
        Assert.All(host.Stream.Sizes, written => Assert.InRange(written, 0, size));
        Assert.Equal(Bytes.Join(Bytes.Of(10), Bytes.Of(3000), large), host.Stream.Content);
    }

    [Fact]
    public async Task EndOfPacket_IsAFlush_AndTheEndIsOneOnly()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(1000));
        PacketElement ended = PacketElement.FromMemory(Bytes.Of(10)) with { EndOfPacket = true };

        await host.Finish(host.Send(Bytes.Of(5), ended, PacketElement.FromFile("/a") with { EndOfPacket = true }, Bytes.Of(7), ended));

        Assert.Equal([15, 0, 1000, 0, 17, 0], host.Stream.Sizes);
    }

    [Fact]
    public async Task EndOfPacketAfterAFileOfUnknownLength_IsAFlush()
    {
        await using StreamHost host = new();
        host.Kernel.AddSizelessFile("/proc", Bytes.Of(300));

        long sent = await host.Finish(host.Send(Bytes.Of(5), PacketElement.FromFile("/proc") with { EndOfPacket = true }, Bytes.Of(7)));

        Assert.Equal(312, sent);
        Assert.Equal([5, 300, 0, 7, 0], host.Stream.Sizes);
        Assert.Equal(Bytes.Join(Bytes.Of(5), Bytes.Of(300), Bytes.Of(7)), host.Stream.Content);
    }

    [Fact]
    public async Task NothingToSend_TouchesNoStream_AndWaitsForNoOther()
    {
        await using StreamHost host = new();
        TaskCompletionSource go = new();
        host.Stream.BeforeWrite = (_, _) => go.Task;
        host.Kernel.AddFile("/empty", []);
        Task<long> pending = host.Send(Bytes.Of(10));

        Task<long> nothing = host.Send(default(PacketElement), Array.Empty<byte>(), PacketElement.FromFile("/empty"));

        Assert.True(nothing.IsCompletedSuccessfully);
        Assert.Equal(0, await nothing);
        go.SetResult();
        Assert.Equal(10, await host.Finish(pending));
        Assert.Equal([10, 0], host.Stream.Sizes);
    }

    [Fact]
    public async Task StreamThatTakesEverythingAtOnce_DoesNotKeepTheCaller()
    {
        await using StreamHost host = new();

        int caller = await SendFromAThreadOfItsOwn(host, host.Stream);

        Assert.InRange(host.Stream.Calls.Where(call => call.Thread == caller).Sum(call => (long)call.Memory.Length), 1, Share);
    }

    /// <summary>Nor one whose writes are over between a look at them and the next: no wait ever takes the caller off them.</summary>
    [Fact]
    public async Task StreamWhoseWritesEndWhileTheyAreLookedAt_DoesNotKeepTheCaller()
    {
        await using StreamHost host = new();
        await using EagerStream stream = new();

        int caller = await SendFromAThreadOfItsOwn(host, stream);

        Assert.InRange(stream.Writes.Where(write => write.Thread == caller).Sum(write => (long)write.Bytes), 1, Share);
    }

    /// <summary>Random plans, cold in places, arrive as they are, whatever the send size.</summary>
    [Fact]
    public async Task RandomPlans_ArriveWhole()
    {
        Random random = new(11);
        for (int round = 0; round < 60; round++)
        {
            await using StreamHost host = new();
            List<PacketElement> elements = [];
            List<byte> expected = [];
            for (int i = random.Next(1, 12); i > 0; i--)
            {
                int length = random.Next(3) switch { 0 => random.Next(100), 1 => random.Next(40_000), _ => random.Next(300_000) };
                byte[] bytes = Bytes.Of(length, i);
                PacketElement element = bytes;
                if (random.Next(2) == 0)
                {
                    SimulatedFile file = host.Kernel.AddFile($"/f{i}", bytes);
                    file.MakeCold(random.Next(length + 1), random.Next(length + 1));
                    int offset = random.Next(length + 1), count = random.Next(length - offset + 1);
                    element = PacketElement.FromFile($"/f{i}", offset, count);
                    bytes = bytes[offset..(offset + count)];
                }

                elements.Add(random.Next(4) == 0 ? element with { EndOfPacket = true } : element);
                expected.AddRange(bytes);
            }

            int size = random.Next(3) == 0 ? random.Next(500, 100_000) : 0;
            long sent = await host.Finish(host.Send([.. elements], new SendPacketsOptions { SendSize = size }));
            Assert.Equal(expected.Count, sent);
            Assert.Equal(expected.ToArray(), host.Stream.Content);
            Assert.All(host.Stream.Sizes, written => Assert.True(size == 0 || written <= size));
        }
    }

    /// <summary>Sends 64 MiB. The thread is the call's alone, so that no later write can come to it by chance, and lives to the end: another one could have its number then.</summary>
    private static async Task<int> SendFromAThreadOfItsOwn(StreamHost host, Stream stream)
    {
        byte[] huge = new byte[64 * 1024 * 1024];
        Task<long> send = null!;
        using ManualResetEventSlim hasSent = new(), isOver = new();
        Thread thread = new(() =>
        {
            send = host.Host.Transmitter.SendPacketsAsync(stream, [huge]).AsTask();
            hasSent.Set();
            isOver.Wait();
        });
        thread.IsBackground = true;
        thread.Start();
        hasSent.Wait();
        Assert.Equal(huge.Length, await host.Finish(send));
        isOver.Set();
        thread.Join();
        return thread.ManagedThreadId;
    }
}
