namespace Sluice.Files;

/// <summary>A line of /proc/self/mountinfo, as far as it matters here.</summary>
/// <param name="FileSystem">The device number of the file system.</param>
/// <param name="Root">The folder of the file system that is mounted.</param>
/// <param name="Point">Where.</param>
/// <param name="Type">The type of the file system.</param>
/// <param name="Source">What it says it comes from.</param>
internal sealed record Mount(ulong FileSystem, string Root, string Point, string Type, string Source)
{
    /// <summary>Whether opening or reading its files waits for a daemon or a network, whatever the caches say.</summary>
    public bool IsRemote => IsRemoteType(Type);

    /// <summary>The same of a type.</summary>
    public static bool IsRemoteType(string type) => type is "nfs" or "nfs4" or "cifs" or "smb3" or "smbfs" or "ceph" or "9p" or "afs" or "coda" or "virtiofs" or "lustre" or "fuse" or "fuseblk"
        || type.StartsWith("fuse.", StringComparison.Ordinal);

    /// <summary>Whether a path is this mount's own folder or below it.</summary>
    public bool Contains(string path) =>
        path.StartsWith(Point, StringComparison.Ordinal) && (Point.EndsWith('/') || path.Length == Point.Length || path[Point.Length] == '/');
}
