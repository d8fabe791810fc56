using Sluice.Kernel;

namespace Sluice.Reactor;

/// <content>
/// The thread that leads, and the one that watches it. An item that is dispatched here is foreign code, which may compute for long, wait for a send
/// that only this reactor can go on with, or dispose of a socket whose last reference a waiting send holds. So a second thread looks after the first while
/// it runs such items: one that is not back in time has lost the lead, and the watcher goes on with the round. Neither exists before it is needed.
/// </content>
internal sealed partial class EpollReactor
{
    // Long against a completion that does what it should, short against what its neighbours can bear.
    private const int PatienceMilliseconds = 20;

    // The watcher goes to sleep when it has seen no item for a second.
    private const int IdleLooks = 50;

    private readonly object _watch = new();
    private volatile bool _isClosed;
    private volatile int _leaderId;
    private volatile Thread? _leader;
    private volatile Thread? _watcher;
    private volatile bool _isWatched;

    // Odd while an item runs. The leader moves it on at both ends; a watcher that moves it on instead has taken the lead.
    private long _item;

    private bool IsLeading => Environment.CurrentManagedThreadId == _leaderId;

    public void Shutdown()
    {
        lock (_gate)
        {
            if (_stopping)
                return;
            _stopping = true;
            if (_epoll < 0)
                return;

            // Under the gate: the thread may be on its way out already, and closes the descriptor there.
            kernel.SignalEvent(_wakeUp);
        }

        if (!ownThread)
        {
            Close();
            return;
        }

        // Called by an item that the leader runs, it cannot wait for that item.
        if (IsLeading)
            return;
        lock (_watch)
        {
            while (!_isClosed)
                Monitor.Wait(_watch);
        }

        _leader?.Join();
        _watcher?.Join();
    }

    /// <summary>Runs an item. False where it took so long that this thread leads no more.</summary>
    private bool TryRun(IThreadPoolWorkItem item)
    {
        if (!ownThread)
        {
            item.Execute();
            return true;
        }

        // A full fence: the watcher says that it goes to sleep and then looks at this, in the other order.
        long running = _item + 1;
        Interlocked.Exchange(ref _item, running);
        if (!_isWatched)
            Watch();
        item.Execute();
        return Interlocked.CompareExchange(ref _item, running + 1, running) == running;
    }

    private void Run(object? leads)
    {
        bool mayLead = leads is not null || TakeOver();
        while (mayLead)
        {
            if (Lead())
            {
                Close();
                return;
            }

            // Another leads since. Whoever was displaced watches, if nobody does.
            lock (_watch)
            {
                if (_watcher is not null || _isClosed)
                    return;
                _watcher = Thread.CurrentThread;
                _isWatched = true;
            }

            mayLead = TakeOver();
        }
    }

    /// <summary>Runs rounds. True at the end of the reactor, false where another thread has taken the lead.</summary>
    private bool Lead()
    {
        _leader = Thread.CurrentThread;
        _leaderId = Environment.CurrentManagedThreadId;
        int turns = 0;
        while (!Volatile.Read(ref _stopping))
        {
            if (!RunRound(timeoutMilliseconds: -1, ref turns))
                return false;
        }

        return true;
    }

    /// <summary>Has a second thread look after this one.</summary>
    private void Watch()
    {
        lock (_watch)
        {
            _isWatched = true;
            if (_watcher is not null)
                Monitor.Pulse(_watch);
            else if (BackgroundThread.TryStart($"{name} watch", Run) is { } watcher)
                _watcher = watcher;
            else
                _isWatched = false;
        }
    }

    /// <summary>Watches the leader. True where this thread has taken the lead from it, false at the end.</summary>
    private bool TakeOver()
    {
        lock (_watch)
        {
            int idleLooks = 0;
            while (!_isClosed)
            {
                long seen = Volatile.Read(ref _item);
                Monitor.Wait(_watch, PatienceMilliseconds);
                long now = Volatile.Read(ref _item);
                if (now != seen)
                {
                    idleLooks = 0;
                }
                else if ((seen & 1) != 0)
                {
                    if (Interlocked.CompareExchange(ref _item, seen + 1, seen) == seen)
                    {
                        _watcher = null;
                        _isWatched = false;
                        return true;
                    }
                }
                else if (++idleLooks == IdleLooks)
                {
                    Sleep(seen);
                    idleLooks = 0;
                }
            }

            _watcher = null;
            return false;
        }
    }

    /// <summary>Waits until an item runs again. The look after the announcement sees one whose thread has not seen the announcement.</summary>
    private void Sleep(long seen)
    {
        _isWatched = false;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _item) == seen)
        {
            while (!_isWatched && !_isClosed)
                Monitor.Wait(_watch);
        }

        _isWatched = true;
    }

    private KernelResult EnsureStarted()
    {
        if (_epoll >= 0)
            return KernelResult.Success();
        if (_stopping)
            return KernelResult.Failure(Errno.BadDescriptor);

        KernelResult epoll = kernel.CreateEpoll();
        if (!epoll.Succeeded)
            return epoll;
        KernelResult wakeUp = kernel.CreateEvent();
        KernelResult registered = wakeUp.Succeeded
            ? kernel.ControlEpoll((int)epoll.Value, EpollOperation.Add, (int)wakeUp.Value, EpollEvents.In, WakeUp)
            : wakeUp;
        if (!registered.Succeeded)
        {
            if (wakeUp.Succeeded)
                kernel.Close((int)wakeUp.Value);
            kernel.Close((int)epoll.Value);
            return registered;
        }

        _epoll = (int)epoll.Value;
        _wakeUp = (int)wakeUp.Value;
        if (!ownThread)
            return KernelResult.Success();

        // The thread waits for the gate, which the caller holds, before it looks at anything.
        _leader = BackgroundThread.TryStart(name, Run, state: this);
        if (_leader is not null)
            return KernelResult.Success();

        // Nothing is half begun: the next call tries again.
        CloseDescriptors();
        return KernelResult.Failure(Errno.NoMemory);
    }

    private void Close()
    {
        SpinWait untilSignalled = default;
        while (Volatile.Read(ref _signalling) > 0)
            untilSignalled.SpinOnce();
        IThreadPoolWorkItem[] left;
        lock (_gate)
        {
            CloseDescriptors();
            left = [.. _items];
            _items.Clear();
            _itemCount = 0;
        }

        // Those who dispatched them are done; whoever waits for them must still be told.
        foreach (IThreadPoolWorkItem item in left)
            fallback.Dispatch(item);
        lock (_watch)
        {
            _isClosed = true;
            Monitor.PulseAll(_watch);
        }
    }

    private void CloseDescriptors()
    {
        kernel.Close(_wakeUp);
        kernel.Close(_epoll);
        _epoll = _wakeUp = -1;
    }
}
