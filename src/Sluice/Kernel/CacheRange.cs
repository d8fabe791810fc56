using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>struct cachestat_range (include/uapi/linux/mman.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CacheRange
{
    public ulong Offset;
    public ulong Length;
}
