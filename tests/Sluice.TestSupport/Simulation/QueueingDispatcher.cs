using Sluice.Reactor;

namespace Sluice.TestSupport.Simulation;

/// <summary>Keeps what finished operations have to tell until a test lets them. Callable from any thread.</summary>
internal sealed class QueueingDispatcher : IDispatcher
{
    private readonly Lock _gate = new();
    private readonly Queue<IThreadPoolWorkItem> _items = new();

    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    public void Dispatch(IThreadPoolWorkItem item)
    {
        lock (_gate)
            _items.Enqueue(item);
    }

    /// <summary>Runs the oldest. False where there is none.</summary>
    public bool RunOne()
    {
        IThreadPoolWorkItem? item;
        lock (_gate)
        {
            if (!_items.TryDequeue(out item))
                return false;
        }

        item.Execute();
        return true;
    }

    /// <summary>Runs all, also those that come while it does.</summary>
    public int RunAll()
    {
        int count = 0;
        while (RunOne())
            count++;
        return count;
    }
}
