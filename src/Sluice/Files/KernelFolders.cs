using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>The matches of wildcards, local and on shares. Called where it may wait: a folder is listed by its file system.</summary>
internal sealed class KernelFolders(IKernel kernel, ShareOpener shares)
{
    /// <summary>
    /// Null where something other than a folder has exactly that name; else the regular files that match, links followed, in ordinal order of name.
    /// </summary>
    public IReadOnlyList<string>? Expand(string path) =>
        UncPath.IsLikely(path) && shares.Locate(path) is { } file ? ExpandShare(path, file) : ExpandLocal(path);

    private IReadOnlyList<string>? ExpandLocal(string path)
    {
        if (Names(FileOpener.Examine(kernel, path, out FileStatus exact), exact))
            return null;
        string pattern = Wildcard.PatternOf(path).ToString(), folder = path[..^pattern.Length];
        List<string> names = List(
            FileOpener.Open(kernel, folder.Length == 0 ? "." : folder), path, null, pattern,
            name => IsRegular(FileOpener.Examine(kernel, folder + name, out FileStatus status), status));
        return Wildcard.Sort(names.ConvertAll(name => folder + name), path);
    }

    private IReadOnlyList<string>? ExpandShare(string path, ShareFile file)
    {
        using ShareFolder root = new(kernel, file, path);
        int descriptor = root.Descriptor;
        // What lies within a share has slashes alone, however the path was written: a name may begin with two backslashes.
        string pattern = Path.GetFileName(file.Relative), folder = file.Relative[..^pattern.Length];
        List<string> names = List(
            FileOpener.OpenBeneath(kernel, descriptor, folder.Length == 0 ? "." : folder), path, file.LocalPath, pattern,
            name => IsRegular(FileOpener.ExamineBeneath(kernel, descriptor, folder + name, out FileStatus status), status));

        // Not asked for by its name, as on a local disk: to SMB a name with a star is no name, and smbnetfs fails for a while after such a question.
        if (names.Contains(pattern))
            return null;

        // The folder as it was asked for, which may be deeper in the share than the one that is mounted.
        UncPath unc = UncPath.Parse(path)!.Value;
        string prefix = unc.Relative[..^pattern.Length];
        return Wildcard.Sort(names.ConvertAll(name => unc.PathOf(prefix + name)), path);
    }

    private List<string> List(KernelResult folder, string path, string? localPath, string pattern, Func<string, bool> isRegular)
    {
        if (!folder.Succeeded)
            throw FolderError(folder.Error, path, localPath);
        try
        {
            KernelResult result = FolderReader.FindRegular(kernel, (int)folder.Value, pattern, isRegular, out List<string> names);
            return result.Succeeded ? names : throw FolderError(result.Error, path, localPath);
        }
        finally
        {
            kernel.Close((int)folder.Value);
        }
    }

    private static Exception FolderError(Errno error, string path, string? localPath) => error is Errno.NoEntry or Errno.NotDirectory
        ? new DirectoryNotFoundException($"The folder of '{path}' does not exist.")
        : FileErrors.Describe(error, path, localPath);

    private static bool Names(KernelResult result, in FileStatus status) => result.Succeeded && status.Kind != FileKind.Directory;

    private static bool IsRegular(KernelResult result, in FileStatus status) => result.Succeeded && status.Kind == FileKind.Regular;
}
