namespace Sluice.Operations;

/// <summary>
/// Objects between two uses. Every processor has a place of its own for one of them, which is still in its cache and taken without a lock;
/// the others share a stack.
/// </summary>
internal sealed class IdlePool<T>(int capacity = int.MaxValue)
    where T : class
{
    // Places so far apart that no two processors write to one cache line (128 bytes, counting the neighbour that is fetched along).
    private const int Stride = 128 / 8;

    private readonly Lock _gate = new();
    private readonly Stack<T> _shared = new();
    private readonly Place[] _own = new Place[Environment.ProcessorCount * Stride];

    /// <summary>One that is idle, or null.</summary>
    public T? Rent()
    {
        ref T? own = ref OwnPlace();
        if (own is not null && Interlocked.Exchange(ref own, null) is { } near)
            return near;
        lock (_gate)
            return _shared.TryPop(out T? item) ? item : null;
    }

    public void Return(T item)
    {
        ref T? own = ref OwnPlace();
        if (own is null && Interlocked.CompareExchange(ref own, item, null) is null)
            return;
        lock (_gate)
        {
            if (_shared.Count < capacity)
                _shared.Push(item);
        }
    }

    /// <summary>Takes out all that is idle. For tests, which count what has come back when nothing is under way.</summary>
    public IReadOnlyList<T> TakeAll()
    {
        List<T> items = [];
        for (int i = 0; i < _own.Length; i += Stride)
        {
            if (Interlocked.Exchange(ref _own[i].Item, null) is { } item)
                items.Add(item);
        }

        lock (_gate)
        {
            items.AddRange(_shared);
            _shared.Clear();
        }

        return items;
    }

    private ref T? OwnPlace() => ref _own[(uint)Thread.GetCurrentProcessorId() % (uint)Environment.ProcessorCount * Stride].Item;

    /// <summary>A reference by itself: elements of an array of T are checked for its exact type at every access.</summary>
    private struct Place
    {
        public T? Item;
    }
}
