namespace Sluice.Files;

/// <summary>
/// A file that the open-file cache keeps open. It has one user more than the sends that read it for as long as the cache knows it; the last
/// one to leave closes it.
/// </summary>
internal sealed class CachedFile(string path, int descriptor, long expires)
{
    private int _users = 2;

    public string Path { get; } = path;

    public int Descriptor { get; } = descriptor;

    /// <summary>The moment, as the clock of the cache counts, from which on the path has to be looked up again.</summary>
    public long Expires { get; } = expires;

    /// <summary>
    /// The number of its file system, where closing it may wait for a daemon or a server; 0 elsewhere. Every send that finds it so says so before it leaves, and so
    /// before the last one does.
    /// </summary>
    public ulong RemoteFileSystem { get; set; }

    /// <summary>Its bytes when a send last measured it.</summary>
    public long Size { get; set; }

    /// <summary>Its place in the order of use. Guarded by the gate of the cache.</summary>
    public LinkedListNode<CachedFile>? Place { get; set; }

    /// <summary>Another send reads it. Called under the gate of the cache, which is a user itself.</summary>
    public void Enter() => Interlocked.Increment(ref _users);

    /// <summary>True for the last user.</summary>
    public bool Leave() => Interlocked.Decrement(ref _users) == 0;
}
