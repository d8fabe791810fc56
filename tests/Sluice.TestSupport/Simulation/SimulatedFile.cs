using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>A file of the simulated kernel, whatever names it has and whoever has it open.</summary>
internal sealed class SimulatedFile(FileContent content)
{
    private static readonly int PageSize = Environment.SystemPageSize;

    private static ulong _lastInode;

    private readonly HashSet<long> _coldPages = [];
    private readonly ulong _inode = Interlocked.Increment(ref _lastInode);

    public FileContent Content { get; private set; } = content;

    public FileKind Kind { get; init; } = FileKind.Regular;

    /// <summary>Bytes that can be read; <see cref="Truncate"/> makes them fewer.</summary>
    public long Length { get; private set; } = content.Length;

    /// <summary>The size that its status tells, where that is not its length (/proc, some FUSE mounts).</summary>
    public long? ReportedSize { get; set; }

    public Errno OpenError { get; set; }

    public Errno StatusError { get; set; }

    /// <summary>What every read of it ends in, sendfile(2) included.</summary>
    public Errno ReadError { get; set; }

    /// <summary>What sendfile(2) from it ends in, although it can be read.</summary>
    public Errno SendFileError { get; set; }

    /// <summary>Whether its file system cannot promise not to wait (FUSE, network, /proc): RWF_NOWAIT is refused, and every read may wait.</summary>
    public bool CannotPeek { get; set; }

    /// <summary>Whether all its pages count as cached although a read of them may wait, as those of FUSE and network file systems do.</summary>
    public bool SeemsCached { get; set; }

    /// <summary>Whether looking up its path may wait for a disk.</summary>
    public bool IsPathCold { get; set; }

    public FileStatus Status => new((uint)Kind | 0x1A4, Links, ReportedSize ?? Length, new FileIdentity(FileSystem, _inode, 0));

    /// <summary>Names that it has; 0 where it has been deleted.</summary>
    public uint Links { get; set; } = 1;

    /// <summary>The file system that it lies on.</summary>
    public ulong FileSystem { get; set; } = 1;

    /// <summary>Has pages of a range read again from the disk before they can be had at once.</summary>
    public void MakeCold(long offset, long count)
    {
        for (long page = offset / PageSize; page * PageSize < Math.Min(offset + count, Length); page++)
            _coldPages.Add(page);
    }

    /// <summary>Bytes that can be had at once from an offset on, up to a count.</summary>
    public long Resident(long offset, long count)
    {
        for (long page = offset / PageSize; page * PageSize < offset + count; page++)
        {
            if (CannotPeek || _coldPages.Contains(page))
                return Math.Max(0, (page * PageSize) - offset);
        }

        return count;
    }

    /// <summary>Pages of a range that are in the cache.</summary>
    public long CountCachedPages(long offset, long count)
    {
        long cached = 0;
        for (long page = offset / PageSize; page * PageSize < Math.Min(offset + count, Length); page++)
            cached += !SeemsCached && (CannotPeek || _coldPages.Contains(page)) ? 0 : 1;
        return cached;
    }

    /// <summary>The disk has delivered the pages of a range.</summary>
    public void Warm(long offset, long count)
    {
        for (long page = offset / PageSize; page * PageSize < offset + count; page++)
            _coldPages.Remove(page);
    }

    public void Truncate(long length) => Length = Math.Min(Length, length);

    /// <summary>Other bytes in the same file, as a rewrite in place makes them.</summary>
    public void Overwrite(FileContent content)
    {
        Content = content;
        Length = content.Length;
    }

    /// <summary>Bytes that can be had from an offset on, up to a count.</summary>
    public long Available(long offset, long count) => Math.Clamp(Length - offset, 0, count);
}
