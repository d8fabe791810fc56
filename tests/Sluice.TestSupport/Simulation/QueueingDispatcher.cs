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

    /// <summary>What happens at the moment an operation hands its completion over, on its own thread.</summary>
    public Action? OnDispatch { get; set; }

    public void Dispatch(IThreadPoolWorkItem item)
    {
        OnDispatch?.Invoke();
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
