namespace Sluice.Files;

/// <summary>What was mounted at one moment.</summary>
internal sealed class MountSnapshot
{
    private readonly Mount[] _remote;
    private readonly HashSet<ulong> _remoteFileSystems;

    public MountSnapshot(IReadOnlyList<Mount> mounts)
    {
        Mounts = mounts;
        _remote = [.. mounts.Where(mount => mount.IsRemote)];
        _remoteFileSystems = [.. _remote.Select(mount => mount.FileSystem)];
    }

    public static MountSnapshot Empty { get; } = new([]);

    public IReadOnlyList<Mount> Mounts { get; }

    /// <summary>Whether any file system waits for a daemon or a network.</summary>
    public bool HasRemote => _remote.Length > 0;

    /// <summary>Whether a file system is one of those.</summary>
    public bool IsRemote(ulong fileSystem) => _remoteFileSystems.Contains(fileSystem);

    /// <summary>Whether a path lies where one of those is mounted. Links on its way are not followed: that could wait.</summary>
    public bool IsBelowRemote(string path)
    {
        string full = Path.GetFullPath(path);
        foreach (Mount mount in _remote)
        {
            if (mount.Contains(full))
                return true;
        }

        return false;
    }
}
