using System.Net.Sockets;
using Sluice.TestSupport.Mounts;

namespace Sluice.LinuxTests;

/// <summary>A file system that answers nothing, and who has to wait for it: nobody who asks for the end of a send (BUGCLASSES 14, 17, 31).</summary>
public sealed class HungDiskTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Transmitter _transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });

    public async ValueTask DisposeAsync()
    {
        await _transmitter.DisposeAsync().AsTask().Within("the transmitter");
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendCanceledWhileItsDiskHangs_EndsAtOnce_AndItsFileIsClosedWhenTheDiskAnswers(bool byHandle)
    {
        using FuseMount mount = await MountAsync();
        string path = Path.Combine(mount.Folder, "file");
        using FileStream opened = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous);
        using ConnectedPair pair = ConnectedPair.Create();
        using CancellationTokenSource source = new();
        mount.Hang();

        byte[] header = [1, 2, 3];
        Task<long> send = _transmitter.SendPacketsAsync(
            pair.Sender, [header, byHandle ? PacketElement.FromFile(opened.SafeFileHandle) : PacketElement.FromFile(path)], null, source.Token).AsTask();
        Task<long> next = _transmitter.SendPacketsAsync(pair.Sender, [new byte[] { 4, 5 }]).AsTask();
        Assert.False(send.IsCompleted);
        await source.CancelAsync();

        SendPacketsCanceledException canceled = await Assert.ThrowsAsync<SendPacketsCanceledException>(() => send.Within("the cancelled send"));
        Assert.Equal(0, canceled.BytesTransferred);
        Assert.Equal(2, await next.Within("the send behind it"));
        Assert.Equal([4, 5], await pair.ReceiveAsync(2).Within());

        // Disposing of the socket waits for nothing either.
        await Task.Run(pair.Sender.Dispose).Within("Dispose of the socket");
        mount.Recover();
        opened.Dispose();
        await Bounded.Until(() => Descriptors.CountBelow(mount.Folder) == 0, "the files of the cancelled send were closed");
    }

    /// <summary>The stall timeout ends it as well: by path the disk hangs while the file is opened, by handle while it is read.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendWhoseDiskHangs_StallsOut_AndTheNextOneGoesOn(bool byHandle)
    {
        using FuseMount mount = await MountAsync();
        string path = Path.Combine(mount.Folder, "file");
        using FileStream opened = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous);
        using ConnectedPair pair = ConnectedPair.Create();
        mount.Hang();

        SendPacketsOptions options = new() { StallTimeout = TimeSpan.FromMilliseconds(200) };
        Task<long> send = _transmitter.SendPacketsAsync(
            pair.Sender, [byHandle ? PacketElement.FromFile(opened.SafeFileHandle) : PacketElement.FromFile(path)], options).AsTask();
        Task<long> next = _transmitter.SendPacketsAsync(pair.Sender, [new byte[] { 4, 5 }]).AsTask();

        SendPacketsException stalled = await Assert.ThrowsAsync<SendPacketsException>(() => send.Within("the send that stalls"));
        Assert.Equal((SocketError.TimedOut, 0), (stalled.SocketErrorCode, stalled.BytesTransferred));
        Assert.Equal(2, await next.Within("the send behind it"));
        Assert.Equal([4, 5], await pair.ReceiveAsync(2).Within());
        mount.Recover();
        opened.Dispose();
        await Bounded.Until(() => Descriptors.CountBelow(mount.Folder) == 0, "the files of the stalled send were closed");
    }

    [Fact]
    public async Task TransmitterDisposedWhileADiskHangs_EndsItsSendsAtOnce()
    {
        using FuseMount mount = await MountAsync();
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });
        using ConnectedPair pair = ConnectedPair.Create();
        mount.Hang();
        Task<long> send = transmitter.SendPacketsAsync(pair.Sender, [PacketElement.FromFile(Path.Combine(mount.Folder, "file"))]).AsTask();
        Task disposing = transmitter.DisposeAsync().AsTask();
        SendPacketsException aborted = await Assert.ThrowsAsync<SendPacketsException>(() => send.Within("the aborted send"));
        Assert.Equal(SocketError.OperationAborted, aborted.SocketErrorCode);
        mount.Recover();
        await disposing.Within("the transmitter");
        Assert.Equal(0, Descriptors.CountBelow(mount.Folder));
    }

    /// <summary>Of the disk threads, one file system that hangs takes half: sends of another one's cold files go on, however many wait for the first.</summary>
    [Fact]
    public async Task HungFileSystem_LeavesThreadsToTheOthers()
    {
        using FuseMount mount = await MountAsync();
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Linux, DiskThreads = 2 });
        string cold = _folder.Write("cold", 2_000_000);
        byte[] bytes = File.ReadAllBytes(cold);
        PageCache.Drop(cold);
        mount.Hang();
        List<ConnectedPair> pairs = [.. Enumerable.Range(0, 40).Select(_ => ConnectedPair.Create())];
        Task<long>[] stuck = [.. pairs.Select(pair => transmitter.SendPacketsAsync(pair.Sender, [PacketElement.FromFile(Path.Combine(mount.Folder, "file"))]).AsTask())];

        using ConnectedPair other = ConnectedPair.Create();
        Task<byte[]> received = other.ReceiveAsync(bytes.Length);
        Assert.Equal(bytes.Length, await transmitter.SendPacketsAsync(other.Sender, [PacketElement.FromFile(cold)]).AsTask().Within("a cold file of another disk"));
        Assert.Equal(bytes, await received.Within());
        Assert.DoesNotContain(stuck, send => send.IsCompleted);

        mount.Recover();
        Task[] reading = [.. pairs.Select(pair => pair.ReceiveAsync(300_000))];
        await Task.WhenAll(stuck).Within("the sends of the file system that answers again");
        await Task.WhenAll(reading).Within();
        pairs.ForEach(pair => pair.Dispose());
    }

    /// <summary>close(2) asks the daemon as well (FUSE_FLUSH): neither the reactor that ends a send nor its caller waits for the answer.</summary>
    [Fact]
    public async Task DiskThatHangsWhenItsFileIsClosed_HoldsUpNeitherItsSendNorOthers()
    {
        // Disposed of last: the disk answers again by then, whatever went wrong.
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Linux, ReactorThreads = 1 });
        using ConnectedPair pair = ConnectedPair.Create(), other = ConnectedPair.Create();
        using FuseMount mount = await MountAsync();
        byte[] much = new byte[16_000_000];
        byte[] file = File.ReadAllBytes(_folder.In("real/file"));
        Task<long> send = transmitter.SendPacketsAsync(pair.Sender, [PacketElement.FromFile(Path.Combine(mount.Folder, "file")), much]).AsTask();
        Assert.Equal(file, await pair.ReceiveAsync(file.Length).Within("the file"));

        mount.Hang();
        Task<long> next = transmitter.SendPacketsAsync(other.Sender, [much]).AsTask();
        await Task.WhenAll(pair.ReceiveAsync(much.Length), other.ReceiveAsync(much.Length)).Within("the bytes");
        Assert.Equal(file.Length + much.Length, await send.Within("the send"));
        Assert.Equal(much.Length, await next.Within("a send of the same reactor"));
        mount.Recover();
        await Bounded.Until(() => Descriptors.CountBelow(mount.Folder) == 0, "the file was closed");
    }

    /// <summary>A link on a local disk hides where a path leads: it is asked before the daemon is.</summary>
    [Fact]
    public async Task LinkToADiskThatHangs_IsNotFollowedByTheCall()
    {
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });
        using ConnectedPair pair = ConnectedPair.Create();
        string link = _folder.In("link"), local = _folder.In("local");
        File.CreateSymbolicLink(link, _folder.In("hung/file"));
        File.CreateSymbolicLink(local, _folder.In("real/file"));
        using FuseMount mount = await MountAsync("-o", "entry_timeout=600,attr_timeout=600");

        // The lookup is all in the kernel's cache then, and the links need no new time of access; the open at the end asks the daemon nevertheless.
        byte[] bytes = File.ReadAllBytes(link);
        Assert.Equal(bytes, File.ReadAllBytes(local));
        mount.Hang();
        Task<long> send = await Task.Factory.StartNew(
            () => transmitter.SendPacketsAsync(pair.Sender, [PacketElement.FromFile(link)]).AsTask(),
            TestContext.Current.CancellationToken, TaskCreationOptions.None, TaskScheduler.Default).Within("the call");
        Assert.False(send.IsCompleted);
        mount.Recover();
        Assert.Equal(bytes, await pair.ReceiveAsync(bytes.Length).Within("the file"));
        Assert.Equal(bytes.Length, await send.Within("the send"));

        Task<byte[]> received = pair.ReceiveAsync(bytes.Length);
        Assert.Equal(bytes.Length, await transmitter.SendPacketsAsync(pair.Sender, [PacketElement.FromFile(local)]).AsTask().Within("a link that stays on its disk"));
        Assert.Equal(bytes, await received.Within());
    }

    [Fact]
    public async Task DiskThatHangs_IsNotWaitedForByTheSendThatMakesRoomInTheFileCache()
    {
        await using Transmitter transmitter = new(
            new TransmitterOptions { Backend = TransmitterBackend.Linux, FileCacheCapacity = 1, FileCacheInterval = TimeSpan.FromHours(1) });
        using ConnectedPair pair = ConnectedPair.Create();
        using FuseMount mount = await MountAsync();
        Task<byte[]> received = pair.ReceiveAsync(300_000);
        await transmitter.SendPacketsAsync(pair.Sender, [PacketElement.FromFile(Path.Combine(mount.Folder, "file"))]).AsTask().Within("the file");
        await received.Within();
        Assert.Equal(1, Descriptors.CountBelow(mount.Folder));

        mount.Hang();
        string resident = _folder.Write("resident", 1000);
        Assert.Equal(1000, await Task.Run(() => transmitter.SendPacketsAsync(pair.Sender, [PacketElement.FromFile(resident)]).AsTask()).Within("a send of another file"));
        mount.Recover();
        await Bounded.Until(() => Descriptors.CountBelow(mount.Folder) == 0, "the file that made room was closed");
    }

    private async Task<FuseMount> MountAsync(params string[] options)
    {
        Directory.CreateDirectory(_folder.In("real"));
        _folder.Write("real/file", 300_000);
        return await FuseMount.BindAsync(_folder.In("real"), _folder.In("hung"), options);
    }
}
