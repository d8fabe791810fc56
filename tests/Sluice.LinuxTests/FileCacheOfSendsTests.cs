using System.Net.Sockets;

namespace Sluice.LinuxTests;

/// <summary>TransmitterOptions.FileCacheCapacity with real files: what it serves, and for how long (BUGCLASSES 1, 17).</summary>
public sealed class FileCacheOfSendsTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConnectedPair _pair = ConnectedPair.Create();

    public ValueTask DisposeAsync()
    {
        _pair.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task SameFileAgain_IsSentFromTheOpenOne_AsItIsNow()
    {
        await using Transmitter transmitter = Caching(TimeSpan.FromHours(1));
        string file = _folder.Write("file", 1000);
        await Sends(transmitter, file, File.ReadAllBytes(file));
        Assert.Equal(1, Descriptors.CountBelow(_folder.Path));

        // Changed in place, grown and cut: the size is asked for at every send.
        foreach (int length in new[] { 1000, 100_000, 10 })
        {
            byte[] bytes = new byte[length];
            Random.Shared.NextBytes(bytes);
            using (FileStream stream = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                stream.SetLength(length);
                stream.Write(bytes);
            }

            await Sends(transmitter, file, bytes);
        }

        SendPacketsException outside = await Assert.ThrowsAsync<SendPacketsException>(
            () => transmitter.SendPacketsAsync(_pair.Sender, [PacketElement.FromFile(file, 5, 6)]).AsTask());
        Assert.Equal(SocketError.InvalidArgument, outside.SocketErrorCode);
        Assert.Equal(1, Descriptors.CountBelow(_folder.Path));
        await transmitter.DisposeAsync();
        Assert.Equal(0, Descriptors.CountBelow(_folder.Path));
    }

    [Fact]
    public async Task ReplacedFile_IsSentAsItIsNow_AfterTheInterval()
    {
        await using Transmitter transmitter = Caching(TimeSpan.FromMilliseconds(50));
        string file = _folder.Write("file", 1000);
        await Sends(transmitter, file, File.ReadAllBytes(file));
        File.Move(_folder.Write("new", 500, seed: 9), file, overwrite: true);
        byte[] now = File.ReadAllBytes(file);
        long replaced = Environment.TickCount64;
        while (await transmitter.SendPacketsAsync(_pair.Sender, [PacketElement.FromFile(file)]) is 1000)
        {
            // A send that began after the interval had passed would have been of the new one.
            await _pair.ReceiveAsync(1000).Within();
            Assert.InRange(Environment.TickCount64 - replaced, 0, 60_000);
        }

        Assert.Equal(now, await _pair.ReceiveAsync(500).Within());
    }

    [Fact]
    public async Task DeletedFile_IsLetGoOf_WithoutASend()
    {
        await using Transmitter transmitter = Caching(TimeSpan.FromMilliseconds(20));
        string file = _folder.Write("file", 1000);
        await Sends(transmitter, file, File.ReadAllBytes(file));
        File.Delete(file);
        await Bounded.Until(() => Descriptors.CountBelow(_folder.Path) == 0, "the deleted file was closed");
        await Assert.ThrowsAsync<FileNotFoundException>(() => transmitter.SendPacketsAsync(_pair.Sender, [PacketElement.FromFile(file)]).AsTask());
    }

    [Fact]
    public async Task MoreFilesThanItHolds_AreSent_AndOnlySoManyStayOpen()
    {
        await using Transmitter transmitter = Caching(TimeSpan.FromHours(1));
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 20; i++)
            {
                string file = _folder.In($"{i}");
                if (round == 0)
                    _folder.Write($"{i}", 100, i);
                await Sends(transmitter, file, File.ReadAllBytes(file));
                Assert.InRange(Descriptors.CountBelow(_folder.Path), 1, 4);
            }
        }

        PacketElement[] all = [.. Enumerable.Range(0, 20).Select(i => PacketElement.FromFile(_folder.In($"{i}")))];
        byte[] expected = [.. Enumerable.Range(0, 20).SelectMany(i => File.ReadAllBytes(_folder.In($"{i}")))];
        Assert.Equal(expected.Length, await transmitter.SendPacketsAsync(_pair.Sender, all));
        Assert.Equal(expected, await _pair.ReceiveAsync(expected.Length).Within());
        Assert.InRange(Descriptors.CountBelow(_folder.Path), 1, 4);
    }

    private static Transmitter Caching(TimeSpan interval) =>
        new(new TransmitterOptions { Backend = TransmitterBackend.Linux, FileCacheCapacity = 4, FileCacheInterval = interval });

    private async Task Sends(Transmitter transmitter, string file, byte[] expected)
    {
        Task<byte[]> received = _pair.ReceiveAsync(expected.Length);
        Assert.Equal(expected.Length, await transmitter.SendPacketsAsync(_pair.Sender, [PacketElement.FromFile(file)]).AsTask().Within());
        Assert.Equal(expected, await received.Within());
    }
}
