using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>Whether bytes of a file can be had without waiting for a disk, a daemon or a network.</summary>
internal sealed unsafe class Residency(IKernel kernel)
{
    // Without cachestat(2) one page in so many bytes is asked: the default read-ahead of a disk, which brings pages in such runs.
    private const int ProbeDistance = 128 * 1024;

    private static readonly int PageSize = Environment.SystemPageSize;

    private volatile bool _lacksCacheStat;

    /// <summary>Whether sendfile(2) of the range would not wait.</summary>
    public bool IsResident(ref OpenFile file, long offset, long count)
    {
        if (file is { CannotPeek: true, IsRemote: true })
            return false;

        // The count comes first: a peek at a page that is not there has the kernel read it, and others along with it.
        bool isCached = _lacksCacheStat || file.CannotCount ? ProbesAreResident(ref file, offset, count) : IsCached(ref file, offset, count);
        if (!isCached || file.CannotPeek)
            return isCached;

        // The cache may hold a page that is still being read: only a read that must not wait tells, and the last page comes last.
        return CanPeek(ref file, offset + count - 1) || file is { CannotPeek: true, IsRemote: false };
    }

    /// <summary>Reads what can be read without waiting; EAGAIN where nothing can.</summary>
    public KernelResult ReadResident(ref OpenFile file, byte* buffer, long count, long offset)
    {
        if (!file.CannotPeek)
        {
            KernelResult result = kernel.Read(file.Descriptor, buffer, (nuint)count, offset, ReadFlags.NoWait);
            if (result.Error != Errno.NotSupported)
                return result;
            StopPeeking(ref file);
        }

        return IsResident(ref file, offset, count)
            ? kernel.Read(file.Descriptor, buffer, (nuint)count, offset, ReadFlags.None)
            : KernelResult.Failure(Errno.Again);
    }

    /// <summary>Whether any page of the range is in the page cache; without cachestat(2), whether its first one is.</summary>
    public bool HasAny(ref OpenFile file, long offset, long count)
    {
        if (!_lacksCacheStat && !file.CannotCount)
        {
            KernelResult result = kernel.CountCachedPages(file.Descriptor, offset, count);
            if (result.Succeeded)
                return result.Value > 0;
            StopCounting(ref file, result.Error);
        }

        return !file.CannotPeek && CanPeek(ref file, offset) && !file.CannotPeek;
    }

    private bool IsCached(ref OpenFile file, long offset, long count)
    {
        long pages = ((offset + count - 1) / PageSize) - (offset / PageSize) + 1;
        KernelResult result = kernel.CountCachedPages(file.Descriptor, offset, count);
        if (result.Succeeded)
            return result.Value >= pages;
        StopCounting(ref file, result.Error);
        return ProbesAreResident(ref file, offset, count);
    }

    // EPERM is an answer for this file alone, and so is EOPNOTSUPP (hugetlbfs). It is also what some containers' filters say of a call that they do not know: that costs one call in vain for each file.
    private void StopCounting(ref OpenFile file, Errno error)
    {
        file.CannotCount = true;
        if (error == Errno.NotImplemented)
            _lacksCacheStat = true;
    }

    private bool ProbesAreResident(ref OpenFile file, long offset, long count)
    {
        // Neither call: whatever is asked of the file may wait.
        if (file.CannotPeek)
            return false;
        for (long probe = offset; probe < offset + count; probe += ProbeDistance)
        {
            if (!CanPeek(ref file, probe))
                return false;
        }

        return true;
    }

    private bool CanPeek(ref OpenFile file, long offset)
    {
        byte probe;
        KernelResult result = kernel.Read(file.Descriptor, &probe, 1, offset, ReadFlags.NoWait);
        if (result.Error == Errno.NotSupported)
            StopPeeking(ref file);

        // At the end of the file there is nothing to wait for: the send itself finds out that it shrank.
        return result.Error != Errno.Again && result.Error != Errno.NotSupported;
    }

    private void StopPeeking(ref OpenFile file)
    {
        file.CannotPeek = true;
        file.IsRemote = IsRemoteType(kernel.GetFileSystem(file.Descriptor).Value);
    }

    // The magic numbers of statfs(2): file systems whose pages come from a daemon or a network, and whose cache may lie.
    private static bool IsRemoteType(long type) => (uint)type is
        0x65735546 // FUSE
        or 0x6969 // NFS
        or 0xFF534D42 // CIFS
        or 0xFE534D42 // SMB2
        or 0x517B // SMB
        or 0x00C36400 // Ceph
        or 0x01021997 // 9p
        or 0x5346414F // AFS
        or 0x73757245 // Coda
        or 0x9FA0; // proc: its content is made by the read
}
