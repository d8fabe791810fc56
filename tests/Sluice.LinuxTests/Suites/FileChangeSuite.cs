using System.Net.Sockets;
using Sluice.LinuxTests.Support;

namespace Sluice.LinuxTests.Suites;

/// <summary>Files that change while they are sent, and files that are not what they look like.</summary>
public abstract class FileChangeSuite(SendFlavour flavour) : SendSuite(flavour)
{
    private const int Length = 30_000_000;

    /// <summary>BUGCLASSES 1: never padding, never success; the count is exact, also in the middle of a page.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    [InlineData(25_000_001)]
    public async Task FileTruncatedInMidSend_IsAnErrorWithTheExactCount(int left)
    {
        using ConnectedPair pair = ConnectedPair.Create(receiveBuffer: 16 * 1024);
        string file = Folder.Write("file", Length);
        byte[] content = File.ReadAllBytes(file);
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(file), new(new byte[100])]);
        byte[] first = await pair.ReceiveAsync(100_000).Within();
        Truncate(file, left);

        Task<byte[]> rest = pair.ReceiveToEndAsync();
        SendReport report = await send.Within("the send of a file that was truncated");
        pair.Sender.Shutdown(SocketShutdown.Send);
        byte[] received = [.. first, .. await rest.Within()];
        Assert.Equal(SocketError.SocketError, report.Error);
        Assert.Equal(received.Length, report.Bytes);
        Assert.InRange(report.Bytes, Math.Max(left, first.Length), Math.Max(left, Length - 1));

        // Pages that lie in the socket are the file's own, and a truncated one reads as zeros from there on: what was taken before the truncation is exact only up to it.
        AssertEqualBytes(content.AsMemory(0, Math.Min(left, received.Length)), received.AsMemory(0, Math.Min(left, received.Length)));
        SendPacketsException failure = Assert.IsType<SendPacketsException>(report.Failure);
        Assert.Equal(0, failure.ElementIndex);
        Assert.Contains("shrank", Assert.IsType<IOException>(failure.InnerException, exactMatch: false).Message, StringComparison.Ordinal);
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
    }

    /// <summary>BUGCLASSES 1, for a file that is copied and not sent by sendfile.</summary>
    [Fact]
    public async Task SmallFileTruncatedBeforeItsTurn_IsAnErrorWithTheExactCount()
    {
        using ConnectedPair pair = ConnectedPair.Create(receiveBuffer: 16 * 1024);
        byte[] header = RandomBytes(Length);
        string file = Folder.Write("small", 10_000);
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(header), new(file), new(new byte[100])]);
        await pair.ReceiveAsync(100_000).Within();
        Truncate(file, 9000);
        Task<byte[]> rest = pair.ReceiveToEndAsync();
        SendReport report = await send.Within();
        pair.Sender.Shutdown(SocketShutdown.Send);
        Assert.Equal(Length + 9000 - 100_000, (await rest.Within()).Length);
        Assert.Equal((SocketError.SocketError, Length + 9000), (report.Error, report.Bytes));
        Assert.Equal(1, Assert.IsType<SendPacketsException>(report.Failure).ElementIndex);
    }

    /// <summary>BUGCLASSES 7: no more than the size that was taken at the check is ever asked for.</summary>
    [Fact]
    public async Task FileThatGrowsInMidSend_IsSentAsItWasMeasured()
    {
        await ArrivesWhole("file", path =>
        {
            using FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            stream.Write(RandomBytes(5_000_000, 9));
        });
    }

    [Fact]
    public async Task FileReplacedByRenameInMidSend_IsSentAsOpened()
    {
        string other = Folder.Write("other", Length, 9);
        await ArrivesWhole("file", path => File.Move(other, path, overwrite: true));
    }

    [Fact]
    public async Task FileDeletedInMidSend_IsSentAsOpened() => await ArrivesWhole("file", path => File.Delete(path));

    [Fact]
    public async Task FileRenamedInMidSend_IsSentAsOpened() => await ArrivesWhole("file", path => File.Move(path, Folder.In("elsewhere")));

    /// <summary>BUGCLASSES 6: 5 GiB, of which the middle is a hole and the ends are not; from an offset over 4 GiB by handle as well.</summary>
    [Fact]
    public async Task SparseFileOverFourGiB_IsSentFromOffsetsBeyond()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        const long Far = 5L << 30;
        string file = Folder.WriteSparse("sparse", Far + 200_000);
        byte[] end = RandomBytes(100_000);
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0, FileOptions.Asynchronous);
        RandomAccess.Write(stream.SafeFileHandle, end, Far + 100_000);
        await SendsExactly(pair, [.. new byte[100_000], .. end], new SendPacketsElement(stream, Far, 0));
        await SendsExactly(pair, [.. new byte[1000], .. end[..1000]], new SendPacketsElement(file, Far + 99_000, 2000));
        Assert.Equal(0, stream.Position);
    }

    [Fact]
    public async Task DanglingLink_IsAMissingFile()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string link = Folder.In("link"), loop = Folder.In("loop");
        File.CreateSymbolicLink(link, Folder.In("nowhere"));
        File.CreateSymbolicLink(loop, loop);
        Assert.IsType<FileNotFoundException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(link)));
        Assert.IsType<IOException>(await Flavour.FileErrorOf(pair.Sender, new SendPacketsElement(loop)), exactMatch: false);
        await SendsExactly(pair, [1], new SendPacketsElement([1]));
    }

    /// <summary>BUGCLASSES 13: the file is never mapped, so a truncation of what is being sent can end no process.</summary>
    [Fact]
    public async Task FileTruncatedAgainAndAgainUnderSends_EndsNoProcess()
    {
        string file = Folder.Write("file", 4_000_000);
        using CancellationTokenSource done = new();
        Task truncating = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Truncate(file, 1000);
                Truncate(file, 4_000_000);
            }
        });
        for (int i = 0; i < 50; i++)
        {
            using ConnectedPair pair = ConnectedPair.Create();
            Task<byte[]> received = pair.ReceiveToEndAsync();
            SendReport report = await Flavour.Begin(pair.Sender, [new(file)]).Within();
            pair.Sender.Shutdown(SocketShutdown.Send);
            Assert.Equal(report.Bytes, (await received.Within()).Length);
            Assert.Contains(report.Error, new[] { SocketError.Success, SocketError.SocketError });
        }

        await done.CancelAsync();
        await truncating.Within();
        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
    }

    /// <summary>The open that does not wait for a FIFO's other end is refused by a lease as well, which is to be waited for.</summary>
    [Fact]
    public async Task FileUnderALease_IsSentWhenTheLeaseIsGivenUp()
    {
        using ConnectedPair pair = ConnectedPair.Create();
        string file = Folder.Write("file", 1000);
        byte[] bytes = File.ReadAllBytes(file);
        using WriteLease lease = new(file);
        Task<SendReport> send = Task.Run(() => Flavour.Begin(pair.Sender, [new(file)]));
        await Bounded.Until(() => lease.IsBeingBroken, "the file was asked for");
        lease.GiveUp();
        Assert.Equal((SocketError.Success, 1000), ((await send.Within()).Error, (await send).Bytes));
        Assert.Equal(bytes, await pair.ReceiveAsync(bytes.Length).Within());
    }

    /// <summary>BUGCLASSES 17: none is left, whatever the send comes to.</summary>
    [Fact]
    public async Task Descriptors_AreClosedAfterEveryEnd()
    {
        string file = Folder.Write("file", 1_000_000), small = Folder.Write("small", 100);
        for (int i = 0; i < 20; i++)
        {
            using ConnectedPair pair = ConnectedPair.Create(receiveBuffer: 16 * 1024);
            Task<SendReport> good = Flavour.Begin(pair.Sender, [new(file), new(small)]);
            await pair.ReceiveAsync(1_000_100).Within();
            await good.Within();
            await Flavour.FileErrorOf(pair.Sender, new(small), new(Folder.In("missing")));
            await Flavour.Begin(pair.Sender, [new(small), new(file, 0, 2_000_000)]).Within();
            Task<SendReport> cut = Flavour.Begin(pair.Sender, [new(Folder.WriteSparse("sparse", 100_000_000)), new(small)]);
            pair.Receiver.Dispose();
            await cut.Within();
        }

        Assert.Equal(0, Descriptors.CountBelow(Folder.Path));
    }

    private async Task ArrivesWhole(string name, Action<string> change)
    {
        using ConnectedPair pair = ConnectedPair.Create(receiveBuffer: 16 * 1024);
        string file = Folder.Write(name, Length);
        byte[] expected = File.ReadAllBytes(file);
        Task<SendReport> send = Flavour.Begin(pair.Sender, [new(file)]);
        byte[] first = await pair.ReceiveAsync(100_000).Within();
        Assert.False(send.IsCompleted);
        change(file);
        byte[] rest = await pair.ReceiveAsync(Length - first.Length).Within();
        SendReport report = await send.Within();
        Assert.Equal((SocketError.Success, Length), (report.Error, report.Bytes));
        AssertEqualBytes(expected, (byte[])[.. first, .. rest]);

        // One that has no name any more is closed by a disk thread, whom the send does not wait for.
        await Bounded.Until(() => Descriptors.CountBelow(Folder.Path) == 0, "the file was closed");
    }

    private static void Truncate(string path, long length)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.SetLength(length);
    }
}
