using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>
/// Opens files of SMB shares, and nothing else: the path is looked up below the folder that the share is mounted on, and a link that leads out of it is an
/// error (openat2(2) with RESOLVE_BENEATH).
/// </summary>
internal sealed class ShareOpener(IKernel kernel, UncShares shares)
{
    /// <summary>Opens a file by a path that <see cref="UncPath.IsLikely"/>. Throws what a file that cannot be opened throws.</summary>
    public int Open(string path)
    {
        if (Locate(path) is not { } file)
            return Check(FileOpener.Open(kernel, path), path, null);
        using ShareFolder folder = new(kernel, file, path);
        return Check(FileOpener.OpenBeneath(kernel, folder.Descriptor, file.Relative), path, file.LocalPath);
    }

    /// <summary>
    /// Where a path leads; null for one with slashes that is on no share: that is a local path, whose first slash is written twice.
    /// </summary>
    public ShareFile? Locate(string path)
    {
        if (UncPath.Parse(path) is not { } unc)
            return null;
        if (shares.Find(unc) is not { } file)
            return unc.IsWindows || !MayBeLocal(path) ? throw UncShares.NotMounted(unc, path) : null;
        return file.Relative.Length > 0 ? file : throw FileErrors.NotRegular(FileKind.Directory, path);
    }

    /// <summary>A number for what has to be waited for at a path: each share is a file system of its own.</summary>
    public ulong LaneOf(string path) =>
        UncPath.Parse(path) is { } unc ? (uint)HashCode.Combine(unc.Server.ToUpperInvariant(), unc.Share.ToUpperInvariant()) | (1UL << 63) : FileOpener.FindFileSystem(kernel, path);

    // The first folder of a local path is there, whatever the last part is.
    private bool MayBeLocal(string path) =>
        FileOpener.Examine(kernel, path[..path.IndexOf('/', 2)], out _).Succeeded;

    private static int Check(KernelResult result, string path, string? localPath) =>
        result.Succeeded ? (int)result.Value : throw FileErrors.Describe(result.Error, path, localPath);
}
