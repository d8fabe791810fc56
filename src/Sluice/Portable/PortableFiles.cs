using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Planning;

namespace Sluice.Portable;

/// <summary>Files by the framework's own calls.</summary>
internal sealed class PortableFiles(UncShares shares) : OpenFiles
{
    public override IReadOnlyList<string>? Expand(string path)
    {
        if (!Wildcard.IsIn(path))
            return null;
        string local = Locate(path);
        bool isOnShare = !ReferenceEquals(local, path);
        if (!isOnShare && File.Exists(local))
            return null;
        string pattern = Wildcard.PatternOf(local).ToString(), folder = local[..^pattern.Length];
        string prefix = path[..^Wildcard.PatternOf(path).Length];
        if (isOnShare && UncPath.Parse(path) is { } unc)
            prefix = unc.PathOf(unc.Relative[..^pattern.Length]);
        List<string> names = Find(folder.Length == 0 ? "." : folder, pattern);
        names.RemoveAll(name => !IsRegular(folder + name));

        // Not asked for by its name: to SMB a name with a star is no name.
        if (isOnShare && names.Contains(pattern))
            return null;
        return Wildcard.Sort(names.ConvertAll(name => prefix + name), path);
    }

    public override void AwaitFolderOf(string path)
    {
        // Folders are listed where they are asked for: this backend has no disk threads.
    }

    public override ByteProbe HasByteAt(int file, long offset)
    {
        Span<byte> probe = stackalloc byte[1];
        return RandomAccess.Read(HandleOf(this[file]), probe, offset) == 1 ? ByteProbe.Yes : ByteProbe.No;
    }

    /// <summary>The handle of a file of this table.</summary>
    public static SafeFileHandle HandleOf(in OpenFile file) => (SafeFileHandle)file.Handle!;

    private static bool IsRegular(string path) => LinuxKernel.IsSupported
        ? FileOpener.Examine(LinuxKernel.Instance, path, out FileStatus status).Succeeded && status.Kind == FileKind.Regular
        : File.Exists(path);

    private static List<string> Find(string folder, string pattern)
    {
        EnumerationOptions everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };
        try
        {
            return
            [
                .. new FileSystemEnumerable<string>(folder, static (ref entry) => entry.FileName.ToString(), everything)
                {
                    ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && Wildcard.Matches(pattern, entry.FileName),
                },
            ];
        }
        catch (DirectoryNotFoundException)
        {
            throw new DirectoryNotFoundException($"The folder '{folder}' does not exist.");
        }
    }

    /// <summary>Where a path is on this machine. Windows itself knows what a UNC path is.</summary>
    private string Locate(string path)
    {
        if (OperatingSystem.IsWindows() || UncPath.Parse(path) is not { } unc)
            return path;
        if (shares.Find(unc) is not { } file)
            return unc.IsWindows || !Directory.Exists(path[..path.IndexOf('/', 2)]) ? throw UncShares.NotMounted(unc, path) : path;

        // The framework cannot open beneath a folder: so no link below the share is followed at all.
        string place = file.Folder;
        foreach (string part in file.Relative.Split('/'))
        {
            place = Path.Combine(place, part);
            if (part.AsSpan().IndexOfAny('*', '?') < 0 && new FileInfo(place).LinkTarget is not null)
                throw new UnauthorizedAccessException($"'{path}' leads over a symbolic link within its share, which the portable backend does not follow.");
        }

        return place;
    }

    protected override bool TryOpen(string path, ref OpenFile file)
    {
        string local = Locate(path);
        if (Directory.Exists(local))
            throw FileErrors.NotRegular(FileKind.Directory, path);

        // The framework's open would wait for a FIFO's writer. Only the kernel tells what a path is before it is opened; where this
        // package has no kernel room (macOS), that wait is a documented limit.
        if (LinuxKernel.IsSupported && FileOpener.Examine(LinuxKernel.Instance, local, out FileStatus status).Succeeded && status.Kind != FileKind.Regular)
            throw FileErrors.NotRegular(status.Kind, path);
        file.Handle = File.OpenHandle(local, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Path = path;
        file.IsOwned = true;
        return true;
    }

    protected override void Borrow(SafeFileHandle handle, ref OpenFile file)
    {
        bool acquired = false;
        try
        {
            handle.DangerousAddRef(ref acquired);
        }
        catch (ObjectDisposedException)
        {
            throw FileErrors.Closed();
        }

        file.Handle = handle;
    }

    protected override long? Measure(ref OpenFile file)
    {
        try
        {
            file.Identity = Identify(HandleOf(file));
            return RandomAccess.GetLength(HandleOf(file));
        }
        catch (NotSupportedException)
        {
            throw FileErrors.NotRegular(default, file.Path);
        }
    }

    /// <summary>The framework tells no inode. Where it alone has to do, a file is known by its birth, which Windows and macOS keep.</summary>
    private static FileIdentity Identify(SafeFileHandle handle)
    {
        if (!LinuxKernel.IsSupported || !HandleReference.TryAcquire(handle, out int descriptor))
            return new FileIdentity(0, 0, File.GetCreationTimeUtc(handle).Ticks);
        LinuxKernel.Instance.GetStatus(descriptor, StatusFlags.None, out FileStatus status);
        handle.DangerousRelease();
        return status.Identity;
    }

    protected override void Close(in OpenFile file)
    {
        if (file.IsOwned)
            file.Handle!.Dispose();
        else
            file.Handle!.DangerousRelease();
    }
}
