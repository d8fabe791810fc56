using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sluice.Kernel;

namespace Sluice.TestSupport.Files;

/// <summary>The page cache of the real kernel, as far as tests look at it and change it.</summary>
public static class PageCache
{
    /// <summary>Takes the pages of a file out of the cache, writing them to disk first where they have to be.</summary>
    public static void Drop(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(file);
        Use(file, descriptor => LinuxKernel.Instance.Discard(descriptor, 0, 0));
    }

    /// <summary>How many bytes of a range the cache has, in whole pages; null where this kernel has no cachestat(2).</summary>
    public static long? Count(string path, long offset = 0, long count = 0)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        KernelResult result = Use(file, descriptor => LinuxKernel.Instance.CountCachedPages(descriptor, offset, count));
        return result.Succeeded ? result.Value * Environment.SystemPageSize : null;
    }

    /// <summary>Reads a range into the cache, and nothing beyond it.</summary>
    public static void Load(string path, long offset, int count)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.RandomAccess);
        RandomAccess.Read(file, new byte[count], offset);
    }

    private static KernelResult Use(SafeHandle file, Func<int, KernelResult> use)
    {
        ObjectDisposedException.ThrowIf(!HandleReference.TryAcquire(file, out int descriptor), file);
        try
        {
            return use(descriptor);
        }
        finally
        {
            file.DangerousRelease();
        }
    }
}
