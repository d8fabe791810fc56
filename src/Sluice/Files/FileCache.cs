namespace Sluice.Files;

/// <summary>
/// Files kept open from send to send, by path. What it saves is the lookup of the path, the open and the close; the size is asked for at every send. An
/// entry lasts for one interval, however often it is used, and then the path is looked up anew: so a replaced file is never sent for longer than that.
/// The least recently used entry makes room for another. (docs/decisions/0013)
/// </summary>
internal sealed class FileCache : IDisposable
{
    private readonly FileCloser _closer;
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private readonly long _interval;
    private readonly TimeSpan _sweepEvery;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CachedFile> _byPath;
    private readonly LinkedList<CachedFile> _byUse = [];
    private readonly ITimer _sweep;
    private bool _isDisposed;

    public FileCache(FileCloser closer, int capacity, TimeSpan interval, TimeProvider time)
    {
        _closer = closer;
        _capacity = capacity;
        _time = time;
        _interval = (long)(interval.TotalSeconds * time.TimestampFrequency);
        _sweepEvery = interval;
        _byPath = new Dictionary<string, CachedFile>(StringComparer.Ordinal);
        _sweep = time.CreateTimer(static self => ((FileCache)self!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Entries at this moment.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byPath.Count;
        }
    }

    /// <summary>The open file of a path, to be returned; null where it has to be opened.</summary>
    public CachedFile? TryRent(string path)
    {
        long now = _time.GetTimestamp();
        CachedFile? file;
        lock (_gate)
        {
            if (!_byPath.TryGetValue(path, out file))
                return null;
            if (now < file.Expires)
            {
                file.Enter();
                _byUse.Remove(file.Place!);
                _byUse.AddFirst(file.Place!);
                return file;
            }

            Remove(file);
        }

        Return(file);
        return null;
    }

    /// <summary>The time, to be asked for before a path is looked up.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Takes over a file that was opened, and rents it out. Null where it cannot be kept: it stays the caller's.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="descriptor">Its descriptor.</param>
    /// <param name="lookupTime">When its path was about to be looked up. The open may have taken long, and the path may have led elsewhere since.</param>
    public CachedFile? TryAdd(string path, int descriptor, long lookupTime)
    {
        // A bare name means another file in another working directory.
        if (!Path.IsPathRooted(path))
            return null;
        CachedFile added = new(path, descriptor, lookupTime + _interval);
        CachedFile? displaced = null;
        lock (_gate)
        {
            // Opened by two sends at one time: one of them is kept.
            if (_isDisposed || !_byPath.TryAdd(path, added))
                return null;
            added.Place = _byUse.AddFirst(added);
            if (_byPath.Count > _capacity)
                Remove(displaced = _byUse.Last!.Value);
            if (_byPath.Count == 1)
                _sweep.Change(_sweepEvery, _sweepEvery);
        }

        if (displaced is not null)
            Return(displaced);
        return added;
    }

    /// <summary>Gives back what was rented.</summary>
    public void Return(CachedFile file)
    {
        if (!file.Leave())
            return;
        if (file.RemoteFileSystem != 0)
            _closer.CloseRemote(file.Descriptor, file.RemoteFileSystem);
        else
            _closer.CloseLocal(file.Descriptor, file.Size);
    }

    /// <summary>Lets go of every entry. Those that sends still read are closed with the last of these.</summary>
    public void Dispose()
    {
        _sweep.Dispose();
        lock (_gate)
            _isDisposed = true;
        RemoveUntil(long.MaxValue);
    }

    /// <summary>Nobody may ask for a path again; so what has expired is closed without being asked for, and the disk gets a deleted file's room back.</summary>
    private void Sweep()
    {
        RemoveUntil(_time.GetTimestamp());
        lock (_gate)
        {
            if (_byPath.Count == 0 && !_isDisposed)
                _sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void RemoveUntil(long moment)
    {
        List<CachedFile> removed = [];
        lock (_gate)
        {
            foreach (CachedFile file in _byPath.Values)
            {
                if (file.Expires <= moment)
                    removed.Add(file);
            }

            foreach (CachedFile file in removed)
                Remove(file);
        }

        foreach (CachedFile file in removed)
            Return(file);
    }

    private void Remove(CachedFile file)
    {
        _byPath.Remove(file.Path);
        _byUse.Remove(file.Place!);
    }
}
