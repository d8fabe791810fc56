namespace Sluice.Reactor;

/// <summary>
/// The threads on which a transmitter waits for disks, so that neither callers nor reactors do. There are so many at most, shared in order of
/// arrival; every step reads a bounded piece, so a slow file holds a thread up for one piece at a time. They start when first
/// needed, and are background threads.
/// </summary>
/// <param name="limit">Most threads.</param>
/// <param name="ownThreads">Whether there are threads at all; a test runs the steps itself.</param>
internal sealed class DiskThreads(int limit, bool ownThreads)
{
    private readonly object _gate = new();
    private readonly Queue<IDiskWork> _waiting = new();
    private readonly List<Thread> _threads = [];
    private int _idle;
    private bool _stopping;

    /// <summary>Has a disk step run soon. What it works on belongs to the disk thread until then.</summary>
    public void Post(IDiskWork work)
    {
        lock (_gate)
        {
            _waiting.Enqueue(work);
            if (_idle >= _waiting.Count || _threads.Count == limit || !ownThreads)
            {
                Monitor.Pulse(_gate);
                return;
            }

            if (TryStartThread() || _threads.Count > 0)
                return;
        }

        // Not one thread to be had: the pool's wait for the disk instead.
        ThreadPool.UnsafeQueueUserWorkItem(static self => self.RunOne(), this, preferLocal: false);
    }

    /// <summary>Runs one step, if any waits. For tests.</summary>
    public bool RunOne()
    {
        IDiskWork? work;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out work))
                return false;
        }

        work.RunDiskStep();
        return true;
    }

    /// <summary>Ends the threads. Nothing may wait any more.</summary>
    public void Shutdown()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread thread in _threads)
        {
            if (thread != Thread.CurrentThread)
                thread.Join();
        }
    }

    private bool TryStartThread()
    {
        Thread thread = new(Run) { IsBackground = true, Name = $"Sluice disk {_threads.Count}" };
        try
        {
            thread.UnsafeStart();
            _threads.Add(thread);
            return true;
        }
        catch (Exception fault) when (fault is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }

    private void Run()
    {
        while (Next() is { } work)
            work.RunDiskStep();
    }

    private IDiskWork? Next()
    {
        lock (_gate)
        {
            IDiskWork? work;
            while (!_waiting.TryDequeue(out work) && !_stopping)
            {
                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }

            return work;
        }
    }
}
