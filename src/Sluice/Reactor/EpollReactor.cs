using Sluice.Kernel;

namespace Sluice.Reactor;

/// <summary>
/// Waits for sockets to become writable, with an epoll of its own, and goes on with their sends on its own thread. The thread starts
/// with the first wait and is a background thread: it never keeps a process alive. Between two waits it runs at most one turn
/// of every ready socket, so that none starves another (BUGCLASSES 15). Where a round stands is kept here, not on the thread's stack: another
/// thread can go on with it.
/// </summary>
internal sealed partial class EpollReactor(IKernel kernel, Clock clock, IDispatcher fallback, string name, bool ownThread) : IReactor
{
    // Events taken from the kernel at a time.
    private const int BatchSize = 128;

    // No ticket has this data: slots are counted from 0 and never reach 2^32 - 1.
    private const ulong WakeUp = ulong.MaxValue;

    // What a socket is left alone for whose error alone woke a send that then found it as full as before: as short as epoll waits.
    private const long ErrorPause = TimeSpan.TicksPerMillisecond;

    // The events of a round come first; what else is ready is counted when they are done, so that those who yield meanwhile go behind it.
    private const int NotCounted = -1;

    private readonly Lock _gate = new();
    private readonly WaitTable _waits = new();
    private readonly Queue<SendQueue> _ready = new();
    private readonly Queue<IThreadPoolWorkItem> _items = new();
    private readonly ReadyEvent[] _events = new ReadyEvent[BatchSize];
    private volatile int _itemCount;
    private int _eventCount;
    private int _nextEvent;
    private int _readyLeft;
    private int _epoll = -1;
    private int _wakeUp = -1;
    private int _signalling;
    private bool _draining;
    private bool _stopping;

    // Whom the last event woke, where it told of an error and of nothing else.
    private volatile SendQueue? _wokenByError;

    /// <summary>Events that came for a wait that was already over, and were dropped.</summary>
    public long StaleEvents { get; private set; }

    /// <summary>When the next wait falls due. For tests, whose time stands still until they move it.</summary>
    public long NextDueTime
    {
        get
        {
            lock (_gate)
                return _waits.NextDueTime;
        }
    }

    public KernelResult Arm(SendQueue queue, int descriptor, bool isRegistered, long dueTime, out WaitTicket ticket)
    {
        // An error queue that nobody reads (IP_RECVERR, SO_TIMESTAMPING, MSG_ZEROCOPY) is told of by every wait at once, edge-triggered or not, for each begins with a look
        // at the socket; its end is the caller's to bring about, with recvmsg(MSG_ERRQUEUE). A socket that is full meanwhile is asked again after a time.
        if (_wokenByError == queue)
            return Hold(queue, Math.Min(dueTime, clock.Now + ErrorPause), out ticket);

        KernelResult held = Hold(queue, dueTime, out ticket);
        if (!held.Succeeded)
            return held;

        const EpollEvents Events = EpollEvents.Out | EpollEvents.OneShot;
        KernelResult result = kernel.ControlEpoll(
            _epoll, isRegistered ? EpollOperation.Modify : EpollOperation.Add, descriptor, Events, ticket.Data);
        if (result.Error == Errno.NoEntry)
            result = kernel.ControlEpoll(_epoll, EpollOperation.Add, descriptor, Events, ticket.Data);
        else if (result.Error == Errno.Exists)
            result = kernel.ControlEpoll(_epoll, EpollOperation.Modify, descriptor, Events, ticket.Data);

        // Without a registration there is no event; but one who wakes all may have claimed the ticket, and with it the turn.
        return result.Succeeded || TryClaim(ticket) ? result : KernelResult.Success();
    }

    public KernelResult Hold(SendQueue queue, long dueTime, out WaitTicket ticket)
    {
        lock (_gate)
        {
            ticket = default;
            KernelResult started = _draining ? KernelResult.Failure(Errno.BadDescriptor) : EnsureStarted();
            if (!started.Succeeded)
                return started;
            bool isNext = dueTime < _waits.NextDueTime;
            ticket = _waits.Add(queue, dueTime);
            if (!isNext || IsLeading)
                return started;
            Interlocked.Increment(ref _signalling);
        }

        // The thread sleeps until a later time, or for ever.
        Signal();
        return KernelResult.Success();
    }

    public bool TryClaim(WaitTicket ticket) => Claim(ticket) is not null;

    public void Post(SendQueue queue)
    {
        lock (_gate)
        {
            // Without a thread the queue would wait for ever; the operations see the failure when they next try to park.
            if (!EnsureStarted().Succeeded)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Continue(), queue, preferLocal: false);
                return;
            }

            _ready.Enqueue(queue);
            if (IsAwake)
                return;
            Interlocked.Increment(ref _signalling);
        }

        Signal();
    }

    public void Dispatch(IThreadPoolWorkItem item)
    {
        bool isStarted;
        lock (_gate)
        {
            isStarted = EnsureStarted().Succeeded;
            if (isStarted)
            {
                _items.Enqueue(item);
                _itemCount = _items.Count;
                if (IsAwake)
                    return;
                Interlocked.Increment(ref _signalling);
            }
        }

        if (isStarted)
            Signal();
        else
            fallback.Dispatch(item);
    }

    /// <summary>One round: what is ready gets one turn each. The reactor's thread calls it for ever; a test may call it instead.</summary>
    /// <param name="timeoutMilliseconds">How long to wait where nothing is ready; -1 for ever.</param>
    /// <returns>Turns and other items run.</returns>
    public int Poll(int timeoutMilliseconds)
    {
        int turns = 0;
        RunRound(timeoutMilliseconds, ref turns);
        return turns;
    }

    public void WakeAll()
    {
        List<SendQueue> waiters;
        lock (_gate)
        {
            _draining = true;
            waiters = _waits.TakeAll();
        }

        foreach (SendQueue waiter in waiters)
            waiter.Continue();
    }

    /// <summary>Whether the thread is sure to look at what was just added without being woken. Asked under the gate.</summary>
    private bool IsAwake => _ready.Count + _items.Count > 1 || IsLeading;

    /// <summary>False where the round is no longer this thread's.</summary>
    private bool RunRound(int timeoutMilliseconds, ref int turns)
    {
        if (!TryCollect(timeoutMilliseconds))
            return true;
        while (RunItems(ref turns))
        {
            if (NextOfRound() is not { } queue)
                return true;
            queue.Continue();
            turns++;
        }

        return false;
    }

    // As soon as the gate is let go, what was added may be done elsewhere and the reactor on its way out: it stays until all who counted themselves
    // under the gate have signalled. The signal itself comes after the gate, which the woken thread takes first.
    private void Signal()
    {
        kernel.SignalEvent(_wakeUp);
        Interlocked.Decrement(ref _signalling);
    }

    /// <summary>Begins a round, unless one was left in the middle: that is finished first.</summary>
    private bool TryCollect(int timeoutMilliseconds)
    {
        if (_nextEvent < _eventCount || _readyLeft > 0)
            return true;

        int timeout;
        lock (_gate)
        {
            if (!EnsureStarted().Succeeded)
                return false;
            timeout = _ready.Count + _items.Count > 0 ? 0 : Earlier(timeoutMilliseconds, clock.MillisecondsUntil(_waits.NextDueTime));
        }

        _nextEvent = 0;
        _eventCount = 0;
        _readyLeft = NotCounted;
        _eventCount = (int)kernel.WaitEpoll(_epoll, _events, timeout).Value;
        return true;
    }

    private static int Earlier(int timeout, int other) => timeout < 0 || (other >= 0 && other < timeout) ? other : timeout;

    private SendQueue? NextOfRound()
    {
        while (_nextEvent < _eventCount)
        {
            (EpollEvents events, ulong data) = _events[_nextEvent++];
            if (data == WakeUp)
            {
                kernel.DrainEvent(_wakeUp);
            }
            else if (Claim(WaitTicket.FromData(data)) is { } queue)
            {
                _wokenByError = events == EpollEvents.Error ? queue : null;
                return queue;
            }
            else
            {
                StaleEvents++;
            }
        }

        _wokenByError = null;

        lock (_gate)
        {
            if (_readyLeft == NotCounted)
            {
                if (_waits.NextDueTime != Clock.Never)
                    TakeDue(clock.Now);
                _readyLeft = _ready.Count;
            }

            if (_readyLeft == 0)
                return null;
            _readyLeft--;
            return _ready.Dequeue();
        }
    }

    private void TakeDue(long now)
    {
        while (_waits.TakeDue(now) is { } queue)
            _ready.Enqueue(queue);
    }

    /// <summary>Runs what was dispatched here. False where the round is no longer this thread's.</summary>
    private bool RunItems(ref int count)
    {
        while (_itemCount > 0)
        {
            IThreadPoolWorkItem? item;
            lock (_gate)
            {
                if (!_items.TryDequeue(out item))
                    return true;
                _itemCount = _items.Count;
            }

            count++;
            if (!TryRun(item))
                return false;
        }

        return true;
    }

    private SendQueue? Claim(WaitTicket ticket)
    {
        lock (_gate)
            return _waits.Take(ticket);
    }
}
