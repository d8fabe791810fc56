namespace Sluice.Operations;

/// <summary>
/// Objects between two uses. Every processor has a place of its own for one of them, which is still in its cache and taken without a lock;
/// the others share a stack.
/// </summary>
internal sealed class IdlePool<T>(int capacity = int.MaxValue)
    where T : class
{
    // To tell processors apart, the runtime first measures which way to do so is the quickest: 100 us, a quarter of what the first send of a process took when compiled ahead of
    // time. Those who use a pool this often have a warm process; the others need no place of their own.
    private const int UsesBeforePlaces = 64;

    // Places so far apart that no two processors write to one cache line (128 bytes, counting the neighbour that is fetched along).
    private const int Stride = 128 / 8;

    private readonly Lock _gate = new();
    private readonly Stack<T> _shared = new();
    private volatile Place[]? _own;
    private int _uses;

    /// <summary>One that is idle, or null.</summary>
    public T? Rent()
    {
        if (_own is { } places)
        {
            ref T? own = ref OwnPlace(places);
            if (own is not null && Interlocked.Exchange(ref own, null) is { } near)
                return near;
        }

        lock (_gate)
        {
            CountUse();
            return _shared.TryPop(out T? item) ? item : null;
        }
    }

    public void Return(T item)
    {
        if (_own is { } places)
        {
            ref T? own = ref OwnPlace(places);
            if (own is null && Interlocked.CompareExchange(ref own, item, null) is null)
                return;
        }

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
        lock (_gate)
        {
            for (int i = 0; _own is { } own && i < own.Length; i += Stride)
            {
                if (Interlocked.Exchange(ref own[i].Item, null) is { } item)
                    items.Add(item);
            }

            items.AddRange(_shared);
            _shared.Clear();
        }

        return items;
    }

    private static ref T? OwnPlace(Place[] places) => ref places[(uint)Thread.GetCurrentProcessorId() % (uint)Environment.ProcessorCount * Stride].Item;

    private void CountUse()
    {
        if (_own is null && ++_uses == UsesBeforePlaces)
            _own = new Place[Environment.ProcessorCount * Stride];
    }

    /// <summary>A reference by itself: elements of an array of T are checked for its exact type at every access.</summary>
    private struct Place
    {
        public T? Item;
    }
}
