using Sluice.Kernel;
using Sluice.Reactor;

namespace Sluice.Portable;

/// <summary>
/// Stands where the Linux backend has its epoll: the framework waits for the sockets, a thread of its own for what has to wait for a time, and sends go on on the
/// thread pool. The thread starts with the first such wait. The framework's timers would not do for rates: they count in ticks of the system, of 4 ms on many (docs/decisions/0053).
/// </summary>
internal sealed class PoolReactor(Clock clock) : IReactor, IDisposable
{
    // A System.Threading.Lock cannot be waited on.
    private readonly object _gate = new();
    private readonly WaitTable _waits = new();
    private readonly CancellationTokenSource _stopping = new();
    private Thread? _timer;
    private bool _draining;
    private bool _isDisposed;

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
            if (dueTime != Clock.Never && (_timer ??= BackgroundThread.TryStart("Sluice timer", ContinueDue)) is null)
                return KernelResult.Failure(Errno.NoMemory);
            bool isNext = dueTime < _waits.NextDueTime;
            ticket = _waits.Add(queue, dueTime);
            if (isNext)
                Monitor.Pulse(_gate);
            return KernelResult.Success();
        }
    }

    public bool TryClaim(WaitTicket ticket)
    {
        lock (_gate)
            return _waits.Take(ticket) is not null;
    }

    public void Post(SendQueue queue) => ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Continue(), queue, preferLocal: false);

    /// <remarks>The pool's threads do all of its work: its own only waits.</remarks>
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
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.Pulse(_gate);
        }

        _timer?.Join();
        _stopping.Dispose();
    }

    private void ContinueDue(object? unused)
    {
        lock (_gate)
        {
            while (!_isDisposed)
            {
                while (_waits.TakeDue(clock.Now) is { } queue)
                    Post(queue);
                Monitor.Wait(_gate, clock.MillisecondsUntil(_waits.NextDueTime));
            }
        }
    }
}
