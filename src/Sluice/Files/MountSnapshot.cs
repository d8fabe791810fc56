namespace Sluice.Files;

/// <summary>What was mounted at one moment.</summary>
internal sealed class MountSnapshot
{
    // A list, and looked through: machines have a handful of these. Sets of numbers and queries would be compiled for the first send of every process.
    private readonly List<Mount> _remote = [];

    public MountSnapshot(IReadOnlyList<Mount> mounts)
    {
        Mounts = mounts;
        foreach (Mount mount in mounts)
        {
            if (mount.IsRemote)
                _remote.Add(mount);
        }
    }

    public static MountSnapshot Empty { get; } = new([]);

    public IReadOnlyList<Mount> Mounts { get; }

    /// <summary>Whether any file system waits for a daemon or a network.</summary>
    public bool HasRemote => _remote.Count > 0;

    /// <summary>Whether a file system is one of those.</summary>
    public bool IsRemote(ulong fileSystem)
    {
        foreach (Mount mount in _remote)
        {
            if (mount.FileSystem == fileSystem)
                return true;
        }

        return false;
    }

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
