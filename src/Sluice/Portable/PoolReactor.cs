using Sluice.Kernel;
using Sluice.Reactor;

namespace Sluice.Portable;

/// <summary>
/// Stands where the Linux backend has its epoll: the framework waits for the sockets, a timer for what has to wait for a time, and sends go on on the
/// thread pool.
/// </summary>
internal sealed class PoolReactor : IReactor, IDisposable
{
    private readonly Lock _gate = new();
    private readonly WaitTable _waits = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Clock _clock;
    private readonly ITimer _timer;
    private bool _draining;

    public PoolReactor(Clock clock, TimeProvider time)
    {
        _clock = clock;
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static reactor => ((PoolReactor)reactor!).ContinueDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Set when every send of the transmitter is to end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public KernelResult Arm(SendQueue queue, int descriptor, bool isRegistered, long dueTime, out WaitTicket ticket)
    {
        ticket = default;
        return KernelResult.Failure(Errno.NotSupported);
    }

    public KernelResult Hold(SendQueue queue, long dueTime, out WaitTicket ticket)
    {
        lock (_gate)
        {
            ticket = default;
            if (_draining)
                return KernelResult.Failure(Errno.BadDescriptor);
            bool isNext = dueTime < _waits.NextDueTime;
            ticket = _waits.Add(queue, dueTime);
            if (isNext)
                SetTimer();
            return KernelResult.Success();
        }
    }

    public bool TryClaim(WaitTicket ticket)
    {
        lock (_gate)
            return _waits.Take(ticket) is not null;
    }

    public void Post(SendQueue queue) => ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Continue(), queue, preferLocal: false);

    /// <remarks>There is no thread of its own: the pool's do all of its work.</remarks>
    public void Dispatch(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);

    public void WakeAll()
    {
        List<SendQueue> waiters;
        lock (_gate)
        {
            _draining = true;
            waiters = _waits.TakeAll();
        }

        _stopping.Cancel();
        foreach (SendQueue waiter in waiters)
            waiter.Continue();
    }

    public void Shutdown() => Dispose();

    public void Dispose()
    {
        _timer.Dispose();
        _stopping.Dispose();
    }

    private void ContinueDue()
    {
        List<SendQueue> due = [];
        lock (_gate)
        {
            while (_waits.TakeDue(_clock.Now) is { } queue)
                due.Add(queue);
            SetTimer();
        }

        foreach (SendQueue queue in due)
            Post(queue);
    }

    private void SetTimer()
    {
        if (_clock.MillisecondsUntil(_waits.NextDueTime) is >= 0 and int milliseconds)
            _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
