using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>
/// Opens paths without waiting for the folders on their way, where the kernel can do that (openat2(2) with RESOLVE_CACHED, Linux 5.12). One for each transmitter, which
/// so finds out once that it cannot: then every open may wait, and is made all the same.
/// </summary>
internal sealed class CachedOpener(IKernel kernel)
{
    private volatile bool _isMissing;

    /// <summary>Opens a path whose folders are all in the kernel's cache; EAGAIN where one is not.</summary>
    public KernelResult Open(string path) => _isMissing ? FileOpener.Open(kernel, path) : OpenUnlessMissing(path, FileOpener.OpenCached(kernel, path));

    /// <summary>The same for a path without links: ELOOP where one is on the way.</summary>
    public KernelResult OpenWithoutLinks(string path) =>
        _isMissing ? FileOpener.Open(kernel, path) : OpenUnlessMissing(path, FileOpener.OpenCachedWithoutLinks(kernel, path));

    private KernelResult OpenUnlessMissing(string path, KernelResult result)
    {
        if (result.Error is not (Errno.NotImplemented or Errno.Invalid or Errno.NotPermitted))
            return result;

        // EPERM is what some containers' filters answer for a call that they do not know; but it may also be about this file, and so may the others: a daemon answers what
        // it likes. What is missing for the root as well is missing.
        _isMissing = result.Error != Errno.NotPermitted && FileOpener.ExamineCached(kernel, "/", out _).Error == result.Error;
        return FileOpener.Open(kernel, path);
    }
}
