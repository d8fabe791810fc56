namespace Sluice.Files;

/// <summary>Where the shares of SMB servers are to be found on this machine.</summary>
/// <param name="map">What the options say: share to folder.</param>
/// <param name="mounts">What is mounted.</param>
internal sealed class UncShares(IReadOnlyDictionary<string, string> map, MountTable mounts)
{
    private const string GvfsMountType = "fuse.gvfsd-fuse";
    private const string SmbNetFsMountType = "fuse.smbnetfs";

    private readonly (UncPath Share, string Folder)[] _map = map.Count == 0 ? [] : [.. map.Select(Check)];

    /// <summary>The folder of a share and the path within it; null where the share is nowhere. May wait for a network.</summary>
    public ShareFile? Find(in UncPath path) => FindMapped(path) ?? FindMounted(path) ?? FindInGvfs(path) ?? FindInSmbNetFs(path);

    /// <summary>What to do about a share that is nowhere.</summary>
    public static FileNotFoundException NotMounted(in UncPath path, string text) => new(
        $@"'{text}' is on the share '\\{path.Server}\{path.Share}', which is not mounted here. Mount it, as by 'mount -t cifs //{path.Server}/{path.Share} FOLDER', "
        + $@"'gio mount smb://{path.Server}/{path.Share}' or smbnetfs; or map it to a local folder: new TransmitterOptions {{ UncShares = new Dictionary<string, string> {{ "
        + $@"[@""\\{path.Server}\{path.Share}""] = ""/the/folder"" }} }}.",
        text);

    private static (UncPath Share, string Folder) Check(KeyValuePair<string, string> entry)
    {
        if (UncPath.Parse(entry.Key) is not { } share)
            throw new ArgumentException($@"'{entry.Key}' in TransmitterOptions.UncShares is not of the form \\server\share.", nameof(entry));
        return Path.IsPathFullyQualified(entry.Value)
            ? (share, entry.Value)
            : throw new ArgumentException($"'{entry.Value}' in TransmitterOptions.UncShares is not a full path.", nameof(entry));
    }

    private ShareFile? FindMapped(in UncPath path)
    {
        ShareFile? best = null;
        foreach ((UncPath share, string folder) in _map)
            best = Better(best, path, share, folder);
        return best;
    }

    private ShareFile? FindMounted(in UncPath path)
    {
        ShareFile? best = null;
        foreach (Mount mount in mounts.ReadNow())
        {
            if (!mount.IsRemote || SourceOf(mount) is not { } source)
                continue;

            // A folder of the share may be mounted: as part of the source, or, bound elsewhere, as the root of the mount.
            string root = mount.Root.Trim('/');
            bool isPartOfSource = root.Length == 0 || source.Relative == root || source.Relative.EndsWith($"/{root}", StringComparison.Ordinal);
            UncPath mounted = isPartOfSource ? source : source with { Relative = $"{source.Relative}/{root}".Trim('/') };
            best = Better(best, path, mounted, mount.Point);
        }

        return best;
    }

    /// <summary>GVFS has a folder per mounted share, named <c>smb-share:server=S,share=T</c>, perhaps with more after that.</summary>
    private ShareFile? FindInGvfs(in UncPath path)
    {
        List<string> places = [.. mounts.ReadNow().Where(mount => mount.Type == GvfsMountType).Select(mount => mount.Point)];
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime)
            places.Add(Path.Combine(runtime, "gvfs"));
        foreach (string place in places.Where(Directory.Exists))
        {
            foreach (string folder in Directory.EnumerateDirectories(place, "smb-share:*"))
            {
                if (IsGvfsShare(Path.GetFileName(folder), path))
                    return new ShareFile(folder, path.Relative);
            }
        }

        return null;
    }

    private static bool IsGvfsShare(string name, UncPath path)
    {
        string? server = null, share = null;
        foreach (string property in name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(','))
        {
            if (property.StartsWith("server=", StringComparison.Ordinal))
                server = Uri.UnescapeDataString(property["server=".Length..]);
            else if (property.StartsWith("share=", StringComparison.Ordinal))
                share = Uri.UnescapeDataString(property["share=".Length..]);
        }

        return server is not null && share is not null && path.IsOn(server, share);
    }

    /// <summary>One mount of smbnetfs serves every server: it has a folder per server, and in that one per share.</summary>
    private ShareFile? FindInSmbNetFs(in UncPath path)
    {
        foreach (Mount mount in mounts.ReadNow().Where(mount => mount.Type == SmbNetFsMountType))
        {
            string folder = Path.Combine(mount.Point, path.Server, path.Share);
            if (CanBeListed(folder))
                return new ShareFile(folder, path.Relative);
        }

        return null;
    }

    // It makes up a folder for every name that it is asked for; only a listing asks the server.
    private static bool CanBeListed(string folder)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(folder).Any();
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static UncPath? SourceOf(Mount mount)
    {
        const string Scheme = "smb:";
        string source = mount.Source.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? mount.Source[Scheme.Length..] : mount.Source;
        return UncPath.Parse(source.Replace('\\', '/'));
    }

    /// <summary>The one of two places that is deeper in the share: what it has is the share's own there.</summary>
    private static ShareFile? Better(ShareFile? best, in UncPath path, in UncPath share, string folder)
    {
        if (!path.IsOn(share.Server, share.Share) || !IsBelow(path.Relative, share.Relative))
            return best;
        string relative = path.Relative[share.Relative.Length..].TrimStart('/');
        return best is { } other && other.Relative.Length <= relative.Length ? best : new ShareFile(folder, relative);
    }

    private static bool IsBelow(string relative, string folder) =>
        folder.Length == 0 || (relative.StartsWith(folder, StringComparison.OrdinalIgnoreCase) && (relative.Length == folder.Length || relative[folder.Length] == '/'));
}
