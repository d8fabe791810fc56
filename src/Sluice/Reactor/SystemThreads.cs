namespace Sluice.Reactor;

/// <summary>
/// Threads of the sender's own on which completions run that a busy thread pool must not delay. One is started where none is idle, up to a limit: a
/// completion that waits for another does not wait for itself. They are background threads.
/// </summary>
/// <param name="limit">Most threads.</param>
/// <param name="ownThreads">Whether there are threads at all; a test runs the items itself.</param>
internal sealed class SystemThreads(int limit, bool ownThreads) : IDispatcher
{
    private readonly object _gate = new();
    private readonly Queue<IThreadPoolWorkItem> _waiting = new();
    private readonly List<Thread> _threads = [];
    private int _idle;
    private bool _stopping;

    public void Dispatch(IThreadPoolWorkItem item)
    {
        lock (_gate)
        {
            if (!_stopping)
            {
                _waiting.Enqueue(item);
                if (_idle >= _waiting.Count || _threads.Count == limit || !ownThreads)
                {
                    Monitor.Pulse(_gate);
                    return;
                }

                if (TryStartThread() || _threads.Count > 0)
                    return;
                _waiting.TryDequeue(out _);
            }
        }

        // Not one thread to be had, or the threads have ended already.
        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }

    /// <summary>Runs one item, if any waits. For tests.</summary>
    public bool RunOne()
    {
        IThreadPoolWorkItem? item;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out item))
                return false;
        }

        item.Execute();
        return true;
    }

    /// <summary>Ends the threads when what waits has run. Not waited for: one of them may be the caller.</summary>
    public void Shutdown()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryStartThread()
    {
        if (BackgroundThread.TryStart($"Sluice system {_threads.Count}", _ => Run()) is not { } thread)
            return false;
        _threads.Add(thread);
        return true;
    }

    private void Run()
    {
        while (Next() is { } item)
            item.Execute();
    }

    private IThreadPoolWorkItem? Next()
    {
        lock (_gate)
        {
            IThreadPoolWorkItem? item;
            while (!_waiting.TryDequeue(out item) && !_stopping)
            {
                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }

            return item;
        }
    }
}
