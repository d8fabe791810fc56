using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Sluice.AspNetCore.Files;

/// <summary>
/// Files that were sent a moment ago, still open. Every request looks at what the path leads to now, by one call, and gets the open file only if it is that very
/// inode: a replaced file is served anew at once. What nobody asks for is closed after two to four seconds.
/// </summary>
internal sealed class OpenFileCache : IDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, OpenFile> _files = new(StringComparer.Ordinal);
    private readonly int _capacity;
    private readonly Timer _timer;
    private int _count;
    private long _sweep;

    /// <param name="capacity">Most files kept open; 0 keeps none.</param>
    public OpenFileCache(int capacity)
    {
        _capacity = capacity;
        _timer = new Timer(static cache => ((OpenFileCache)cache!).Sweep(), this, capacity > 0 ? SweepPeriod : Timeout.InfiniteTimeSpan, SweepPeriod);
    }

    /// <summary>Opens a regular file, for the caller to release. Null where there is none, or it cannot be opened.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="length">Its length now, in bytes.</param>
    public OpenFile? TryOpen(string path, out long length)
    {
        length = 0;
        if (LibC.GetStatus(LibC.CurrentFolder, path, 0, LibC.Wanted, out FileStatus status) != 0 || !status.IsRegular)
            return null;
        length = status.Length;
        if (_files.TryGetValue(path, out OpenFile? known))
        {
            if (known.Status.IsSame(status) && known.TryHold())
            {
                known.LastUse = Volatile.Read(ref _sweep);
                return known;
            }

            Remove(path, known);
        }

        return OpenHandle(path) is { } handle ? Keep(path, new OpenFile(handle, status)) : null;
    }

    public void Dispose()
    {
        _timer.Dispose();
        foreach ((string path, OpenFile file) in _files)
            Remove(path, file);
    }

    private OpenFile Keep(string path, OpenFile file)
    {
        // It was opened after it was looked at: what it is now may be another one. Then it serves this response, and the next one looks again.
        if (_capacity == 0 || LibC.GetStatus(LibC.CurrentFolder, path, 0, LibC.Wanted, out FileStatus status) != 0 || !file.Status.IsSame(status))
            return file;
        if (Interlocked.Increment(ref _count) > _capacity || !file.TryHold())
        {
            Interlocked.Decrement(ref _count);
            return file;
        }

        file.LastUse = Volatile.Read(ref _sweep);
        if (!_files.TryAdd(path, file))
        {
            Interlocked.Decrement(ref _count);
            file.Release();
        }

        return file;
    }

    private static SafeFileHandle? OpenHandle(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Stock opens it again, and has its own error for that.
            return null;
        }
    }

    private void Sweep()
    {
        long now = Interlocked.Increment(ref _sweep);
        foreach ((string path, OpenFile file) in _files)
        {
            if (file.LastUse < now - 1)
                Remove(path, file);
        }
    }

    private void Remove(string path, OpenFile file)
    {
        if (!_files.TryRemove(KeyValuePair.Create(path, file)))
            return;
        Interlocked.Decrement(ref _count);
        file.Release();
    }
}
