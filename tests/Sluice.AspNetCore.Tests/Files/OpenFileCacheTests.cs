using System.Runtime.Versioning;
using Sluice.AspNetCore.Files;

namespace Sluice.AspNetCore.Tests.Files;

/// <summary>Files that stay open for the next response.</summary>
[SupportedOSPlatform("linux")]
public sealed class OpenFileCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OpenFileCache _cache = new(capacity: 2);
    private readonly string _path;

    public OpenFileCacheTests() => _path = _folder.Write("a", 100);

    public void Dispose()
    {
        _cache.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void SameFile_IsOpenedOnce() => Assert.Same(Open(_path, 100), Open(_path, 100));

    [Fact]
    public void ReplacedFile_IsOpenedAnew()
    {
        OpenFile old = Open(_path, 100);
        File.Move(_folder.Write("b", 200), _path, overwrite: true);

        Assert.NotSame(old, Open(_path, 200));
        Assert.True(old.Handle.IsClosed);
    }

    [Fact]
    public void GrownFile_TellsItsNewLength()
    {
        Open(_path, 100);
        File.AppendAllText(_path, "more");

        Open(_path, 104);
    }

    [Fact]
    public void FileWhoseRightsChanged_IsOpenedAnew()
    {
        OpenFile old = Open(_path, 100);
        File.SetUnixFileMode(_path, UnixFileMode.UserRead);

        Assert.NotSame(old, Open(_path, 100));
    }

    [Fact]
    public void MissingFile_AndFolder_AreNotOpened()
    {
        Assert.Null(_cache.TryOpen(_folder.In("missing"), out _));
        Assert.Null(_cache.TryOpen(_folder.Path, out _));
        File.Delete(_path);
        Assert.Null(_cache.TryOpen(_path, out _));
    }

    [Fact]
    public void MoreFilesThanItHolds_AreServedAndNotKept()
    {
        string[] paths = [.. Enumerable.Range(0, 5).Select(i => _folder.Write($"f{i}", 10))];
        foreach (string path in paths)
            Open(path, 10);

        Assert.Equal(2, Descriptors.CountBelow(_folder.Path));
    }

    [Fact]
    public async Task FileThatNobodyAsksFor_IsClosed()
    {
        Open(_path, 100);
        await Bounded.Until(() => Descriptors.CountBelow(_folder.Path) == 0, "the file was closed");
        Open(_path, 100);
    }

    [Fact]
    public async Task FileInUse_StaysOpenWhenItIsRemoved_AndIsClosedWithItsLastUse()
    {
        OpenFile inUse = _cache.TryOpen(_path, out _)!;
        await Bounded.Until(() => !ReferenceEquals(Peek(), inUse), "it was taken out");
        Assert.False(inUse.Handle.IsClosed);

        inUse.Release();
        Assert.True(inUse.Handle.IsClosed);

        // Each look keeps it for another while, so it is put out of the cache by a change.
        OpenFile? Peek()
        {
            File.SetUnixFileMode(_path, UnixFileMode.UserRead);
            File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            OpenFile? file = _cache.TryOpen(_path, out _);
            file?.Release();
            return file;
        }
    }

    private OpenFile Open(string path, long expectedLength)
    {
        OpenFile file = _cache.TryOpen(path, out long length)!;
        Assert.Equal(expectedLength, length);
        file.Release();
        return file;
    }
}
