using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>struct cachestat (include/uapi/linux/mman.h): pages of a range, by what has become of them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CacheStatistics
{
    public ulong Cached;
    public ulong Dirty;
    public ulong Writeback;
    public ulong Evicted;
    public ulong RecentlyEvicted;
}
