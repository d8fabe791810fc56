using Sluice.Reactor;

namespace Sluice.TestSupport.Simulation;

/// <summary>Keeps what finished operations have to tell until a test lets them. Callable from any thread.</summary>
internal sealed class QueueingDispatcher : IDispatcher
{
    private readonly Lock _gate = new();
    private readonly List<IThreadPoolWorkItem> _items = [];

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
            _items.Add(item);
    }

    /// <summary>Runs the oldest. False where there is none.</summary>
    public bool RunOne() => Run(0);

    /// <summary>Runs any of them: a pool of threads promises no order. False where there is none.</summary>
    public bool Run(int number)
    {
        IThreadPoolWorkItem item;
        lock (_gate)
        {
            if (_items.Count == 0)
                return false;
            int index = number % _items.Count;
            item = _items[index];
            _items.RemoveAt(index);
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
