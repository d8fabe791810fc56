using Sluice.Tests.Streams;
using Sluice.TestSupport;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Writing;

/// <summary>BUGCLASSES 14 over streams: no caller waits for a disk, and the disk and the stream work at the same time.</summary>
public sealed class ReadAheadTests
{
    private const int BufferBytes = 64 * 1024;

    [Fact]
    public async Task ColdFile_IsReadWhileThePieceBeforeIsWritten_ByOneBufferAndNoMore()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(5 * BufferBytes)).MakeCold(0, 5 * BufferBytes);
        TaskCompletionSource go = new();
        host.Stream.BeforeWrite = (nth, _) => nth == 1 ? go.Task : Task.CompletedTask;

        Task<long> send = host.Send(PacketElement.FromFile("/a"));
        await host.Until(() => host.Stream.WritesBegun == 1 && WaitingReads(host) == 2, "the first write and the read after it");

        // The disk has delivered; the third piece is not asked for before the first is written.
        for (int i = 0; i < 100; i++)
            host.Host.RunDiskStep();
        Assert.Equal(2, WaitingReads(host));
        Assert.Empty(host.Stream.Calls);
        go.SetResult();
        Assert.Equal(5 * BufferBytes, await host.Finish(send));
        Assert.Equal(Bytes.Of(5 * BufferBytes), host.Stream.Content);
        Assert.Equal(5, WaitingReads(host));
    }

    [Fact]
    public async Task WarmFile_NeedsNoDiskThread()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(3 * BufferBytes));

        Task<long> send = host.Send(Bytes.Of(10), PacketElement.FromFile("/a"));

        Assert.Equal(10 + (3 * BufferBytes), await send.Within());
        Assert.Equal(0, WaitingReads(host));
    }

    [Fact]
    public async Task ColdPath_IsOpenedByADiskThread_AndTheCallReturnsAtOnce()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", new SimulatedFile(new StoredContent(Bytes.Of(100))) { IsPathCold = true });

        Task<long> send = host.Send(Bytes.Of(10), PacketElement.FromFile("/a"));

        Assert.False(send.IsCompleted);
        Assert.DoesNotContain(host.Kernel.CallsOf(CallKind.Open), call => !call.IsNoWait);
        Assert.Equal(110, await host.Finish(send));
        Assert.Equal(Bytes.Join(Bytes.Of(10), Bytes.Of(100)), host.Stream.Content);
    }

    [Fact]
    public async Task HeaderBeforeAColdFile_DoesNotWaitForTheDisk()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(100)).MakeCold(0, 100);

        Task<long> send = host.Send(Bytes.Of(10), PacketElement.FromFile("/a"));

        Assert.Equal(Bytes.Of(10), host.Stream.Content);
        Assert.False(send.IsCompleted);
        Assert.Equal(110, await host.Finish(send));
    }

    /// <summary>More files than a send holds open: closed after their check, opened again for their turn, inline or by a disk thread.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ThousandFiles_ArriveWhole_WithFewOpen(bool areCold)
    {
        await using StreamHost host = new();
        byte[][] contents = [.. Enumerable.Range(0, 1000).Select(i => Bytes.Of(200 + (i % 9), i))];
        for (int i = 0; i < contents.Length; i++)
        {
            SimulatedFile file = host.Kernel.AddFile($"/{i}", contents[i]);
            file.IsPathCold = areCold;
            if (areCold)
                file.MakeCold(0, contents[i].Length);
        }

        long sent = await host.Finish(host.Send([.. Enumerable.Range(0, 1000).Select(i => PacketElement.FromFile($"/{i}"))]));

        Assert.Equal(contents.Sum(content => content.Length), sent);
        Assert.Equal(contents.SelectMany(content => content), host.Stream.Content);
        Assert.InRange(host.Kernel.MostFilesOpen, 100, 128 + 1);
        Assert.Equal(0, host.Kernel.OpenFileCount);
    }

    [Fact]
    public async Task WildcardAndFileErrorsFromTheDisk_ComeThroughTheTask()
    {
        await using StreamHost host = new();

        await host.Fail<DirectoryNotFoundException>(host.Send(Bytes.Of(10), PacketElement.FromFile("/no such folder/*.bin")));
        await host.Fail<FileNotFoundException>(host.Send(Bytes.Of(10), PacketElement.FromFile("/no such file")));

        Assert.Empty(host.Stream.Calls);
        Assert.Equal(10, await host.Finish(host.Send(Bytes.Of(10))));
    }

    private static int WaitingReads(StreamHost host) => host.Kernel.CallsOf(CallKind.Read).Count(call => !call.IsNoWait);
}
