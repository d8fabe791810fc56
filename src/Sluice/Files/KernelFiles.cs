using Microsoft.Win32.SafeHandles;
using Sluice.Kernel;
using Sluice.Planning;

namespace Sluice.Files;

/// <summary>Files by the kernel room's calls: plain descriptors, so that a warm send by path allocates nothing.</summary>
internal sealed class KernelFiles(IKernel kernel, CachedOpener opener, MountTable mounts, ShareOpener shares, FileCache? cache, FileCloser closer) : OpenFiles
{
    private readonly KernelFolders _folders = new(kernel, shares);
    private MountSnapshot _mounts = MountSnapshot.Empty;

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

    protected override bool TryOpen(string path, ref OpenFile file)
    {
        // Once for each send: the lookup of a hundred files takes no longer than the table stays true.
        if (Count == 0)
            _mounts = mounts.Current();
        if (cache is not null && cache.TryRent(path) is { } kept)
        {
            file.Cached = kept;
            file.Descriptor = kept.Descriptor;
        }
        else if (UncPath.IsLikely(path))
        {
            // Finding the share may ask a network as well.
            if (!MayWait)
                return Await(path);
            file.Descriptor = shares.Open(path);
        }
        else
        {
            long lookupTime = cache?.Now ?? 0;
            KernelResult result = MayWait ? FileOpener.Open(kernel, path) : OpenAtOnce(path);
            if (!result.Succeeded)
                return result.Error == Errno.Again && !MayWait ? Await(path) : throw FileErrors.Describe(result.Error, path);
            file.Descriptor = (int)result.Value;
            file.Cached = cache?.TryAdd(path, file.Descriptor, lookupTime);
        }

        file.Path = path;
        file.IsOwned = true;
        return true;
    }

    protected override void Borrow(SafeFileHandle handle, ref OpenFile file)
    {
        if (Count == 0)
            _mounts = mounts.Current();
        if (!HandleReference.TryAcquire(handle, out file.Descriptor))
            throw FileErrors.Closed();
        file.Handle = handle;
    }

    protected override long? Measure(ref OpenFile file)
    {
        // Where it may not wait, a server or daemon is not asked for the size; so it is not believed either.
        KernelResult result = kernel.GetStatus(file.Descriptor, MayWait ? StatusFlags.None : StatusFlags.DontSync, out FileStatus status);
        if (!result.Succeeded)
            throw FileErrors.Describe(result.Error, file.Path);
        file.Identity = status.Identity;
        file.Size = status.Size;
        if (_mounts.HasRemote && _mounts.IsRemote(status.Identity.FileSystem))
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
        if (file.Cached is { } kept)
        {
            if (file.IsRemote)
                kept.RemoteFileSystem = file.FileSystem;
            kept.Size = file.Size;
            cache!.Return(kept);
        }
        else if (!file.IsOwned)
        {
            file.Handle!.DangerousRelease();
        }
        else if (file.IsRemote)
        {
            closer.CloseRemote(file.Descriptor, file.FileSystem);
        }
        else
        {
            closer.CloseLocal(file.Descriptor, file.Size);
        }
    }

    protected override void Forget() => AwaitedFileSystem = 0;

    /// <summary>Opens a path of which nobody has to be asked; EAGAIN where somebody does.</summary>
    private KernelResult OpenAtOnce(string path)
    {
        if (!_mounts.HasRemote)
            return opener.Open(path);

        // Even a path that is all in the cache ends in a question to the daemon or server, if there is one.
        if (_mounts.IsBelowRemote(path))
            return KernelResult.Failure(Errno.Again);
        KernelResult result = opener.OpenWithoutLinks(path);
        if (result.Error != Errno.TooManyLinks)
            return result;

        // A link may lead anywhere: where, is asked before the file is opened.
        KernelResult place = FileOpener.ExamineCached(kernel, path, out FileStatus status);
        if (!place.Succeeded)
            return place;
        return _mounts.IsRemote(status.Identity.FileSystem) ? KernelResult.Failure(Errno.Again) : opener.Open(path);
    }

    private bool Await(string path)
    {
        AwaitFolderOf(path);
        return false;
    }
}
