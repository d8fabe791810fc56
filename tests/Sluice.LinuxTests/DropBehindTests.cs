namespace Sluice.LinuxTests;

/// <summary>SendPacketsOptions.DropBehind on the real page cache, as cachestat(2) counts it before and after.</summary>
public sealed class DropBehindTests : IAsyncDisposable
{
    private const int Length = 24 * 1024 * 1024;
    private const int MiB = 1024 * 1024;

    private readonly TemporaryFolder _folder = new();
    private readonly Transmitter _transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });

    public async ValueTask DisposeAsync()
    {
        await _transmitter.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ColdFile_IsNotInTheCacheAfterwards_UnlessItIsSentWithoutTheOption()
    {
        string file = ColdFile(out byte[] bytes);
        await SendsAsync(file, bytes, 0, dropBehind: true);
        Assert.Equal(0, PageCache.Count(file));

        await SendsAsync(file, bytes, 0, dropBehind: false);
        Assert.Equal(Length, PageCache.Count(file));
    }

    [Fact]
    public async Task PagesThatWereThereBefore_Stay_AndTheOthersGo()
    {
        string file = ColdFile(out byte[] bytes);
        PageCache.Load(file, 4 * MiB, 2 * MiB);
        PageCache.Load(file, (15 * MiB) + 5000, 4096);
        Assert.Equal(0, PageCache.Count(file, 0, 4 * MiB));
        long hot = PageCache.Count(file, 4 * MiB, 2 * MiB)!.Value, single = PageCache.Count(file, 15 * MiB, 128 * 1024)!.Value;
        Assert.Equal(2 * MiB, hot);

        await SendsAsync(file, bytes, 0, dropBehind: true);

        Assert.Equal(hot, PageCache.Count(file, 4 * MiB, 2 * MiB));
        Assert.InRange(PageCache.Count(file, 15 * MiB, 128 * 1024)!.Value, single, 128 * 1024);

        // A block of 128 KiB in which a page was hot stays as a whole; nothing else does.
        Assert.InRange(PageCache.Count(file)!.Value, hot + single, hot + (128 * 1024));
    }

    [Fact]
    public async Task ResidentFile_StaysWhereItIs()
    {
        string file = ColdFile(out byte[] bytes);
        PageCache.Load(file, 0, Length);
        Assert.Equal(Length, PageCache.Count(file));
        await SendsAsync(file, bytes, 0, dropBehind: true);
        Assert.Equal(Length, PageCache.Count(file));
    }

    [Fact]
    public async Task RangeThatBeginsAmidAPage_ArrivesWhole()
    {
        string file = ColdFile(out byte[] bytes);
        await SendsAsync(file, bytes[((3 * MiB) + 4321)..], (3 * MiB) + 4321, dropBehind: true);
        Assert.Equal(0, PageCache.Count(file));
    }

    private string ColdFile(out byte[] bytes)
    {
        string file = _folder.Write("file", Length);
        Assert.SkipWhen(PageCache.Count(file) is null, "this kernel has no cachestat(2) to count pages by");
        bytes = File.ReadAllBytes(file);
        PageCache.Drop(file);
        Assert.SkipUnless(PageCache.Count(file) == 0, "the file system of the temporary folder keeps its files in the page cache alone");
        return file;
    }

    private async Task SendsAsync(string file, byte[] expected, long offset, bool dropBehind)
    {
        using ConnectedPair pair = ConnectedPair.Create();
        Task<byte[]> received = pair.ReceiveAsync(expected.Length);
        SendPacketsOptions options = new() { DropBehind = dropBehind };
        Assert.Equal(expected.Length, await _transmitter.SendPacketsAsync(pair.Sender, [PacketElement.FromFile(file, offset)], options).AsTask().Within());
        byte[] arrived = await received.Within();
        Assert.Equal(expected.Length, expected.AsSpan().CommonPrefixLength(arrived));
    }
}
