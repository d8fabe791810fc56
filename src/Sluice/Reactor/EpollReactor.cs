using Sluice.Kernel;

namespace Sluice.Reactor;

/// <summary>
/// Waits for sockets to become writable, with an epoll of its own, and goes on with their sends on its own thread. The thread starts
/// with the first wait and is a background thread: it never keeps a process alive. Between two waits it runs at most one turn
/// of every ready socket, so that none starves another (BUGCLASSES 15).
/// </summary>
internal sealed class EpollReactor(IKernel kernel, string name, bool ownThread) : IReactor
{
    // Events taken from the kernel at a time.
    private const int BatchSize = 128;

    // No ticket has this data: slots are counted from 0 and never reach 2^32 - 1.
    private const ulong WakeUp = ulong.MaxValue;

    private readonly Lock _gate = new();
    private readonly Queue<SendQueue> _ready = new();
    private Slot[] _slots = [];
    private int _freeSlot = -1;
    private int _epoll = -1;
    private int _wakeUp = -1;
    private Thread? _thread;
    private int _threadId;
    private int _signalling;
    private bool _draining;
    private bool _stopping;

    private struct Slot
    {
        /// <summary>Who waits; null in a free slot.</summary>
        public SendQueue? Waiter;

        public uint Generation;

        /// <summary>The next free slot, in a free slot.</summary>
        public int NextFree;
    }

    /// <summary>Events that came for a wait that was already over, and were dropped.</summary>
    public long StaleEvents { get; private set; }

    public KernelResult Arm(SendQueue queue, int descriptor, bool isRegistered, out ReadinessTicket ticket)
    {
        lock (_gate)
        {
            ticket = default;
            KernelResult started = _draining ? KernelResult.Failure(Errno.BadDescriptor) : EnsureStarted();
            if (!started.Succeeded)
                return started;
            ticket = Rent(queue);
        }

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

    public bool TryClaim(ReadinessTicket ticket) => Claim(ticket) is not null;

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
            if (_ready.Count > 1 || Environment.CurrentManagedThreadId == _threadId)
                return;

            // As soon as the gate is let go, the queue may be done elsewhere and the reactor on its way out: it stays until this has signalled. The signal
            // itself comes after the gate, which the woken thread takes first.
            Interlocked.Increment(ref _signalling);
        }

        kernel.SignalEvent(_wakeUp);
        Interlocked.Decrement(ref _signalling);
    }

    /// <summary>One round: what is ready gets one turn each. The reactor's thread calls it for ever; a test may call it instead.</summary>
    /// <param name="timeoutMilliseconds">How long to wait where nothing is ready; -1 for ever.</param>
    /// <returns>Turns run.</returns>
    public int Poll(int timeoutMilliseconds)
    {
        int ready;
        lock (_gate)
        {
            if (!EnsureStarted().Succeeded)
                return 0;
            ready = _ready.Count;
        }

        Span<ReadyEvent> events = stackalloc ReadyEvent[BatchSize];
        int turns = 0;
        int count = (int)kernel.WaitEpoll(_epoll, events, ready > 0 ? 0 : timeoutMilliseconds).Value;
        for (int i = 0; i < count; i++)
        {
            if (events[i].Data == WakeUp)
            {
                kernel.DrainEvent(_wakeUp);
            }
            else if (Claim(ReadinessTicket.FromData(events[i].Data)) is { } queue)
            {
                queue.Continue();
                turns++;
            }
            else
            {
                StaleEvents++;
            }
        }

        // Those that yield during this round go behind it.
        for (ready = ReadyCount(); ready > 0; ready--)
        {
            NextReady().Continue();
            turns++;
        }

        return turns;
    }

    public void WakeAll()
    {
        List<SendQueue> waiters = [];
        lock (_gate)
        {
            _draining = true;
            for (int i = 0; i < _slots.Length; i++)
            {
                if (Take(new ReadinessTicket(i, _slots[i].Generation)) is { } waiter)
                    waiters.Add(waiter);
            }
        }

        foreach (SendQueue waiter in waiters)
            waiter.Continue();
    }

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

        if (_thread is null)
            Close();
        else if (Environment.CurrentManagedThreadId != _threadId)
            _thread.Join();
    }

    private int ReadyCount()
    {
        lock (_gate)
            return _ready.Count;
    }

    private SendQueue NextReady()
    {
        lock (_gate)
            return _ready.Dequeue();
    }

    private void Run()
    {
        _threadId = Environment.CurrentManagedThreadId;
        while (!Volatile.Read(ref _stopping))
            Poll(timeoutMilliseconds: -1);
        Close();
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
        return !ownThread || TryStartThread() ? KernelResult.Success() : KernelResult.Failure(Errno.NoMemory);
    }

    // The thread waits for the gate, which the caller holds, before it looks at anything.
    private bool TryStartThread()
    {
        Thread thread = new(Run) { IsBackground = true, Name = name };
        try
        {
            thread.UnsafeStart();
            _thread = thread;
            return true;
        }
        catch (Exception fault) when (fault is OutOfMemoryException or ThreadStartException)
        {
            // The process has all the threads that it may have. Nothing is half begun: the next call tries again.
            Close();
            return false;
        }
    }

    private void Close()
    {
        SpinWait untilSignalled = default;
        while (Volatile.Read(ref _signalling) > 0)
            untilSignalled.SpinOnce();
        lock (_gate)
        {
            kernel.Close(_wakeUp);
            kernel.Close(_epoll);
            _epoll = _wakeUp = -1;
        }
    }

    private ReadinessTicket Rent(SendQueue waiter)
    {
        if (_freeSlot < 0)
            Grow();
        int index = _freeSlot;
        ref Slot slot = ref _slots[index];
        _freeSlot = slot.NextFree;
        slot.Waiter = waiter;
        return new ReadinessTicket(index, ++slot.Generation);
    }

    private SendQueue? Claim(ReadinessTicket ticket)
    {
        lock (_gate)
            return Take(ticket);
    }

    private SendQueue? Take(ReadinessTicket ticket)
    {
        ref Slot slot = ref _slots[ticket.Slot];
        if (slot.Waiter is not { } waiter || slot.Generation != ticket.Generation)
            return null;
        slot.Waiter = null;
        slot.NextFree = _freeSlot;
        _freeSlot = ticket.Slot;
        return waiter;
    }

    private void Grow()
    {
        int old = _slots.Length;
        Array.Resize(ref _slots, Math.Max(16, old * 2));
        for (int i = _slots.Length - 1; i >= old; i--)
        {
            _slots[i].NextFree = _freeSlot;
            _freeSlot = i;
        }
    }
}
