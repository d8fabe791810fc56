using Microsoft.Win32.SafeHandles;
using Sluice.Kernel;
using Sluice.Planning;

namespace Sluice.Files;

/// <summary>Files by the kernel room's calls: plain descriptors, so that a warm send by path allocates nothing.</summary>
internal sealed class KernelFiles(IKernel kernel, MountTable mounts, ShareOpener shares, FileCache? cache) : OpenFiles
{
    private readonly KernelFolders _folders = new(kernel, shares);

    public override IReadOnlyList<string>? Expand(string path) => Wildcard.IsIn(path) ? _folders.Expand(path) : null;

    public override void AwaitFolderOf(string path) => AwaitedFileSystem = shares.LaneOf(path);

    public override unsafe ByteProbe HasByteAt(int file, long offset)
    {
        if (!MayWait && this[file].CannotPeek)
            return ByteProbe.MustWait;
        byte probe;
        KernelResult result = kernel.Read(this[file].Descriptor, &probe, 1, offset, MayWait ? ReadFlags.None : ReadFlags.NoWait);
        if (!MayWait && result.Error is Errno.Again or Errno.NotSupported)
            return ByteProbe.MustWait;

        // An offset that no file can have is none of this one's; anything else is not to be taken for an empty file.
        if (!result.Succeeded && result.Error is not (Errno.Invalid or Errno.Overflow))
            throw FileErrors.Unreadable(result.Error, this[file].Name, offset);
        return result.Value == 1 ? ByteProbe.Yes : ByteProbe.No;
    }

    protected override OpenFile? OpenPath(string path)
    {
        if (cache is not null && cache.TryRent(path) is { } kept)
            return new OpenFile { Descriptor = kept.Descriptor, Cached = kept, Path = path, IsOwned = true };
        if (UncPath.IsLikely(path))
            return OpenShare(path);

        // Even a path that is all in the cache ends in a question to the daemon or server, if there is one.
        if (!MayWait && mounts.IsBelowRemote(path))
            return Await(path);
        KernelResult result = MayWait ? FileOpener.Open(kernel, path) : FileOpener.OpenCached(kernel, path);
        if (result.Succeeded)
            return Opened(path, (int)result.Value);
        return result.Error == Errno.Again && !MayWait ? Await(path) : throw FileErrors.Describe(result.Error, path);
    }

    protected override OpenFile Borrow(SafeFileHandle handle) => HandleReference.TryAcquire(handle, out int descriptor)
        ? new OpenFile { Descriptor = descriptor, Handle = handle }
        : throw FileErrors.Closed();

    protected override long? Measure(ref OpenFile file)
    {
        // Where it may not wait, a server or daemon is not asked for the size; so it is not believed either.
        KernelResult result = kernel.GetStatus(file.Descriptor, MayWait ? StatusFlags.None : StatusFlags.DontSync, out FileStatus status);
        if (!result.Succeeded)
            throw FileErrors.Describe(result.Error, file.Path);
        file.Identity = status.Identity;
        if (mounts.IsRemote(status.Identity.FileSystem))
        {
            file.IsRemote = true;
            file.CannotPeek = true;
            if (!MayWait)
            {
                AwaitedFileSystem = status.Identity.FileSystem;
                return null;
            }
        }

        return status.Kind == FileKind.Regular ? status.Size : throw FileErrors.NotRegular(status.Kind, file.Path);
    }

    protected override void Close(in OpenFile file)
    {
        if (file.Cached is not null)
            cache!.Return(file.Cached);
        else if (file.IsOwned)
            kernel.Close(file.Descriptor);
        else
            file.Handle!.DangerousRelease();
    }

    protected override void Forget() => AwaitedFileSystem = 0;

    private OpenFile? Await(string path)
    {
        AwaitFolderOf(path);
        return null;
    }

    private OpenFile Opened(string path, int descriptor)
    {
        CachedFile? kept = cache?.TryAdd(path, descriptor);
        return new OpenFile { Descriptor = descriptor, Cached = kept, Path = path, IsOwned = true };
    }

    // Finding the share may ask a network as well.
    private OpenFile? OpenShare(string path) =>
        MayWait ? new OpenFile { Descriptor = shares.Open(path), Path = path, IsOwned = true } : Await(path);
}
