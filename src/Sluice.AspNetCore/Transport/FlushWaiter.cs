using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Sluice.AspNetCore.Transport;

/// <summary>
/// The one flush of a connection that waits for the socket. Sent, cancelled by its token and cancelled by the reader of the pipe may race: the first
/// one ends it.
/// </summary>
internal sealed class FlushWaiter : IValueTaskSource<FlushResult>
{
    private ManualResetValueTaskSourceCore<FlushResult> _core;
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellation;
    private int _isWaiting;

    /// <summary>Begins to wait. Only one flush waits at a time.</summary>
    public ValueTask<FlushResult> Begin()
    {
        _core.Reset();
        ValueTask<FlushResult> pending = new(this, _core.Version);
        if (Interlocked.Exchange(ref _isWaiting, 1) != 0)
            throw new InvalidOperationException("A flush is under way already.");
        return pending;
    }

    /// <summary>Has a token end it. Not under a lock: the token may be cancelled already.</summary>
    public void Watch(CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled)
            return;
        _cancellation = cancellation;
        _registration = cancellation.UnsafeRegister(static state => ((FlushWaiter)state!).Cancel(), this);
    }

    /// <summary>Ends it. What waits for it goes on here and now.</summary>
    public bool TryEnd(FlushResult result) => TryEnd(result, elsewhere: false);

    /// <summary>Ends it. What waits for it goes on on the thread pool: the caller may hold locks.</summary>
    public bool TryEndElsewhere(FlushResult result) => TryEnd(result, elsewhere: true);

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token)
    {
        // Waits for a callback that runs on another thread, so that it cannot meet the next flush.
        _registration.Dispose();
        _registration = default;
        _cancellation = default;
        return _core.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private bool TryEnd(FlushResult result, bool elsewhere)
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 0)
            return false;
        _core.RunContinuationsAsynchronously = elsewhere;
        _core.SetResult(result);
        return true;
    }

    private void Cancel()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 0)
            return;
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(new OperationCanceledException(_cancellation));
    }
}
