using System.Collections;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Primitives;

namespace Sluice.Cli.Serving;

/// <summary>
/// The files of a folder that may be seen: regular ones, not hidden unless wished, and not outside by way of a link unless wished. What may not be seen is as if it
/// were not there.
/// </summary>
internal sealed class ServedFolder : IFileProvider, IDisposable
{
    private readonly PhysicalFileProvider _files;
    private readonly string _root;
    private readonly bool _hidden;
    private readonly bool _followLinks;

    public ServedFolder(ServerSettings settings)
    {
        // A link may be what the user gave; from there on it is the folder itself that counts.
        string root = RealPath.Of(settings.Folder) ?? settings.Folder;
        _files = new PhysicalFileProvider(root, ExclusionFilters.None);
        _root = root.EndsWith('/') ? root : root + "/";
        _hidden = settings.Hidden;
        _followLinks = settings.FollowLinks;
    }

    /// <remarks>Of a link it tells what it leads to: the framework takes the length of the link's own text for that of the file.</remarks>
    public IFileInfo GetFileInfo(string subpath) =>
        !IsHidden(subpath) && _files.GetFileInfo(subpath) is { Exists: true } file && Find(file.PhysicalPath!) is { } real
            ? new PhysicalFileInfo(new FileInfo(real))
            : new NotFoundFileInfo(subpath);

    public IDirectoryContents GetDirectoryContents(string subpath)
    {
        if (IsHidden(subpath) || Find(Path.Combine(_root, subpath.TrimStart('/'))) is null)
            return NotFoundDirectoryContents.Singleton;
        IDirectoryContents contents = _files.GetDirectoryContents(subpath);
        return contents.Exists ? new Contents(contents.Select(See).OfType<IFileInfo>()) : contents;
    }

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    public void Dispose() => _files.Dispose();

    /// <summary>Whether any part of it begins with a dot: a file in a hidden folder is hidden as well.</summary>
    private bool IsHidden(string path) => !_hidden && (path.StartsWith('.') || path.Contains("/.", StringComparison.Ordinal));

    /// <summary>An entry of a list, under its own name. Null where it may not be seen.</summary>
    private ListedFile? See(IFileInfo entry)
    {
        if (IsHidden(entry.Name) || Find(entry.PhysicalPath!) is not { } real)
            return null;
        return Directory.Exists(real)
            ? new ListedFile(entry.Name, new PhysicalDirectoryInfo(new DirectoryInfo(real)))
            : new ListedFile(entry.Name, new PhysicalFileInfo(new FileInfo(real)));
    }

    /// <summary>Where a path really leads. Null where that may not be seen.</summary>
    private string? Find(string path)
    {
        if (!RealPath.IsFileOrFolder(path) || RealPath.Of(path) is not { } real)
            return null;
        return _followLinks || (real + "/").StartsWith(_root, StringComparison.Ordinal) ? real : null;
    }

    private sealed class Contents(IEnumerable<IFileInfo> files) : IDirectoryContents
    {
        public bool Exists => true;

        public IEnumerator<IFileInfo> GetEnumerator() => files.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
