using System.IO.Pipelines;
using SendAwaiter = System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable<long>.ConfiguredValueTaskAwaiter;

namespace Sluice.AspNetCore.Transport;

/// <summary>
/// The sending side of a connection's output. One batch is being sent at a time; what comes meanwhile is queued. Whoever finds it idle sends, on its own
/// thread as far as the socket takes it at once; from then on it goes by itself, on the threads that complete the sends.
/// </summary>
internal sealed class OutputPump : IProgress<SendPacketsProgress>
{
    private readonly Lock _gate = new();
    private readonly IOutputSender _sender;
    private readonly long _pauseThreshold;
    private readonly FlushWaiter _waiter = new();
    private readonly Action _onSent;
    private SendPacketsOptions? _watched;
    private OutputBatch _queued = new();
    private OutputBatch _sending = new();
    private SendAwaiter _awaiter;
    private TaskCompletionSource? _drained;
    private long _written;
    private long _taken;
    private long _takenBefore;
    private bool _isSending;
    private bool _isFlushCanceled;
    private bool _hasEnded;

    /// <param name="sender">Where it goes.</param>
    /// <param name="pauseThreshold">Unsent bytes from which on a flush waits; 0: it never does, but for files.</param>
    public OutputPump(IOutputSender sender, long pauseThreshold)
    {
        _sender = sender;
        _pauseThreshold = pauseThreshold;
        _onSent = OnSent;
    }

    /// <summary>Why the sending has ended early, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Bytes that the socket has taken before they were written.</summary>
    public long TakenAhead
    {
        get
        {
            lock (_gate)
                return Math.Max(0, _taken - _written);
        }
    }

    /// <summary>Bytes that are being sent already, or have been, are written now.</summary>
    public void CountWritten(long bytes)
    {
        lock (_gate)
            _written += bytes;
    }

    /// <summary>How far the batch at hand has come, told while it waits for the socket.</summary>
    void IProgress<SendPacketsProgress>.Report(SendPacketsProgress value)
    {
        lock (_gate)
        {
            // The last report comes just before the send completes, which says it all.
            if (value.BytesTransferred == _sending.Bytes + _sending.Ahead)
                return;
            _taken = _takenBefore + value.BytesTransferred;
            if (MayGoOn(_pauseThreshold / 2))
                _waiter.TryEndElsewhere(new FlushResult(isCanceled: false, _hasEnded));
        }
    }

    /// <summary>Takes what a batch holds, and sends it if nothing else is being sent.</summary>
    /// <param name="filled">Afterwards an empty batch, to be filled next.</param>
    public void Take(ref OutputBatch filled)
    {
        lock (_gate)
        {
            if (_hasEnded || filled.Bytes == 0)
            {
                filled.Clear();
                return;
            }

            _written += filled.Bytes;
            if (_isSending)
            {
                filled.MoveTo(_queued);
                return;
            }

            (filled, _sending) = (_sending, filled);
            _isSending = true;
        }

        Send();
    }

    /// <summary>Waits until so little is unsent that more may be written.</summary>
    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellation)
    {
        ValueTask<FlushResult> result = BeginFlush();
        if (!result.IsCompleted)
            _waiter.Watch(cancellation);
        return result;
    }

    public void CancelPendingFlush()
    {
        lock (_gate)
        {
            if (!_waiter.TryEndElsewhere(new FlushResult(isCanceled: true, isCompleted: false)))
                _isFlushCanceled = true;
        }
    }

    /// <summary>Ends the connection: what is queued is dropped, what is being sent fails with the socket.</summary>
    public void End(Exception reason)
    {
        lock (_gate)
        {
            if (_hasEnded)
                return;
            _hasEnded = true;
            Failure = reason;
            _queued.Clear();
        }

        _sender.Abort(reason);
        ReleaseElsewhere();
    }

    /// <summary>Ends when everything that was taken has been sent, or never will be.</summary>
    public Task WhenDrained()
    {
        lock (_gate)
        {
            if (!_isSending)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    private ValueTask<FlushResult> BeginFlush()
    {
        lock (_gate)
        {
            bool isCanceled = _isFlushCanceled;
            _isFlushCanceled = false;
            return isCanceled || MayGoOn(_pauseThreshold)
                ? ValueTask.FromResult(new FlushResult(isCanceled, _hasEnded))
                : _waiter.Begin();
        }
    }

    /// <summary>A flush waits for the last byte that was written of a file, whatever the threshold: Kestrel's slow-client timeout runs while it waits.</summary>
    private bool MayGoOn(long threshold) =>
        _hasEnded || !_isSending || _taken >= _written
        || (!_sending.HasFile && !_queued.HasFile && (_pauseThreshold == 0 || _written - _taken < threshold));

    private void OnSent()
    {
        if (Conclude(_awaiter))
            Send();
        else
            Release();
    }

    /// <summary>Sends batch after batch, until the socket is full or nothing is left.</summary>
    private void Send()
    {
        do
        {
            ValueTask<long> send = Begin(_sending);
            SendAwaiter awaiter = send.ConfigureAwait(false).GetAwaiter();
            _awaiter = awaiter;
            if (!awaiter.IsCompleted)
            {
                awaiter.UnsafeOnCompleted(_onSent);

                // Less may be left than when the flush began to wait. Not here and now: its continuation may run for long.
                ReleaseElsewhere();
                return;
            }
        }
        while (Conclude(_awaiter));

        Release();
    }

    private ValueTask<long> Begin(OutputBatch batch)
    {
        try
        {
            return _sender.SendAsync(batch.Elements, batch.Ahead > 0 ? _watched ??= new SendPacketsOptions { Progress = this } : null);
        }
        catch (Exception fault)
        {
            // A closed socket: thrown by the call, not through the task.
            return ValueTask.FromException<long>(fault);
        }
    }

    /// <summary>Lets go of what was sent. True where more is queued, and the caller is to send it.</summary>
    private bool Conclude(SendAwaiter sent)
    {
        Exception? failure = FailureOf(sent);
        if (failure is not null)
            End(failure);
        lock (_gate)
        {
            _taken = _takenBefore += _sending.Bytes + _sending.Ahead;
            _sending.Clear();
            _isSending = _queued.Bytes > 0 && !_hasEnded;
            if (_isSending)
                (_queued, _sending) = (_sending, _queued);
            return _isSending;
        }
    }

    private static Exception? FailureOf(SendAwaiter sent)
    {
        try
        {
            sent.GetResult();
            return null;
        }
        catch (Exception fault)
        {
            return fault;
        }
    }

    /// <summary>Lets a waiting flush go on here, and whoever waits for the end.</summary>
    private void Release()
    {
        TaskCompletionSource? drained;
        bool hasEnded;
        lock (_gate)
        {
            if (_isSending)
                return;
            drained = _drained;
            hasEnded = _hasEnded;
        }

        drained?.TrySetResult();
        _waiter.TryEnd(new FlushResult(isCanceled: false, hasEnded));
    }

    private void ReleaseElsewhere()
    {
        lock (_gate)
        {
            // As a pipe does: at half the threshold.
            if (MayGoOn(_pauseThreshold / 2))
                _waiter.TryEndElsewhere(new FlushResult(isCanceled: false, _hasEnded));
        }
    }
}
