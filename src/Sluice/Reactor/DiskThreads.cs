namespace Sluice.Reactor;

/// <summary>
/// The threads on which a transmitter waits for disks, so that neither callers nor reactors do. There are so many at most; they start when first needed, and are
/// background threads. Every step reads a bounded piece. File systems share the threads: each has a lane of its own, served in order of arrival, and no lane takes
/// another thread when it has as many as are free. So one that hangs holds half of them, a second one a third, and there is always a thread left for the next
/// (docs/decisions/0012).
/// </summary>
/// <param name="limit">Most threads.</param>
/// <param name="ownThreads">Whether there are threads at all; a test runs the steps itself.</param>
internal sealed class DiskThreads(int limit, bool ownThreads)
{
    private readonly object _gate = new();
    private readonly Dictionary<ulong, Lane> _lanes = [];
    private readonly Queue<Lane> _turns = new();
    private readonly HashSet<IDiskWork> _present = [];
    private readonly List<Thread> _threads = [];
    private int _waiting;
    private int _running;
    private int _idle;
    private bool _stopsAll;
    private bool _stopping;

    /// <summary>Has a disk step run soon. What it works on belongs to the disk thread until then.</summary>
    public void Post(IDiskWork work)
    {
        bool stops, hasThread;
        lock (_gate)
        {
            stops = _stopsAll;
            _present.Add(work);
            Enqueue(work);
            hasThread = _idle >= _waiting || _threads.Count == limit || !ownThreads || TryStartThread() || _threads.Count > 0;
            Monitor.Pulse(_gate);
        }

        // Not one thread to be had: the pool's wait for the disk instead.
        if (!hasThread)
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.RunOne(), this, preferLocal: false);
        if (stops)
            work.StopOnDisk();
    }

    /// <summary>Runs one step, if any may run. For tests, and where there are no threads.</summary>
    public bool RunOne()
    {
        Lane? lane;
        IDiskWork work;
        lock (_gate)
        {
            if ((lane = TakeLane()) is null)
                return false;
            work = lane.Waiting.Dequeue();
        }

        Run(lane, work);
        return true;
    }

    /// <summary>Ends all that waits for a disk or for its turn to: its transmitter is disposed of.</summary>
    public void StopAll()
    {
        IDiskWork[] present;
        lock (_gate)
        {
            _stopsAll = true;
            present = [.. _present];
        }

        foreach (IDiskWork work in present)
            work.StopOnDisk();
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

    private void Enqueue(IDiskWork work)
    {
        if (!_lanes.TryGetValue(work.DiskLane, out Lane? lane))
            _lanes.Add(work.DiskLane, lane = new Lane(work.DiskLane));
        lane.Waiting.Enqueue(work);
        _waiting++;
        if (lane.Waiting.Count == 1)
            _turns.Enqueue(lane);
    }

    /// <summary>The next lane in turn that may have another thread, which it then has; null where there is none.</summary>
    private Lane? TakeLane()
    {
        for (int asked = _turns.Count; asked > 0; asked--)
        {
            Lane lane = _turns.Dequeue();
            bool mayRun = lane.Running < limit - _running;
            if (!mayRun || lane.Waiting.Count > 1)
                _turns.Enqueue(lane);
            if (!mayRun)
                continue;
            lane.Running++;
            _running++;
            _waiting--;
            return lane;
        }

        return null;
    }

    private void Run(Lane lane, IDiskWork work)
    {
        // The step is done first: afterwards what it was for may be gone, and in use again.
        work.RunDiskStep();
        bool hasNobody;
        lock (_gate)
        {
            _present.Remove(work);
            lane.Running--;
            _running--;
            if (lane.Running == 0 && lane.Waiting.Count == 0)
                _lanes.Remove(lane.Key);

            // Another lane may have been waiting for this thread to be free.
            if (_waiting > 0 && _idle > 0)
                Monitor.Pulse(_gate);
            hasNobody = _waiting > 0 && _threads.Count == 0 && ownThreads;
        }

        if (hasNobody)
            ThreadPool.UnsafeQueueUserWorkItem(static self => self.RunOne(), this, preferLocal: false);
        work.EndDiskStep();
    }

    private bool TryStartThread()
    {
        if (BackgroundThread.TryStart($"Sluice disk {_threads.Count}", _ => Serve()) is not { } thread)
            return false;
        _threads.Add(thread);
        return true;
    }

    private void Serve()
    {
        while (true)
        {
            Lane? lane;
            IDiskWork work;
            lock (_gate)
            {
                while ((lane = TakeLane()) is null)
                {
                    if (_stopping)
                        return;
                    _idle++;
                    Monitor.Wait(_gate);
                    _idle--;
                }

                work = lane.Waiting.Dequeue();
            }

            Run(lane, work);
        }
    }

    /// <summary>What waits for one file system. In the turns once while anything waits.</summary>
    private sealed class Lane(ulong key)
    {
        public ulong Key { get; } = key;

        public Queue<IDiskWork> Waiting { get; } = new();

        /// <summary>Threads that are in one of its steps.</summary>
        public int Running { get; set; }
    }
}
