using Sluice.Diagnostics;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>
/// Tells one send's progress to its caller: the latest state, not every one; never two at a time, and never an older one after a newer. Advanced by
/// whoever owns the turn, which never waits for the caller's code. A send that is over within the first interval is told of once.
/// </summary>
internal sealed class ProgressReporter(IProgress<SendPacketsProgress> target, IDispatcher dispatcher, long? totalBytes, long startTime) : IThreadPoolWorkItem
{
    private const long Interval = 100 * TimeSpan.TicksPerMillisecond;

    private readonly Lock _stateGate = new();
    private readonly Lock _reportGate = new();
    private SendPacketsProgress _latest;
    private long _reportedBytes = -1;
    private long _nextTime = startTime + Interval;
    private bool _hasUntold;
    private bool _isDispatched;
    private bool _isFinished;

    /// <summary>When something is to be told that came too soon after the last report; a send that stands still then would otherwise be told of too little.</summary>
    public long DueTime => _hasUntold ? _nextTime : Clock.Never;

    /// <summary>The send has come so far. Told soon, unless the last report was a moment ago.</summary>
    public void Advance(long bytes, int element, long now)
    {
        _hasUntold = now < _nextTime;
        if (_hasUntold)
            return;
        _nextTime = now + Interval;
        lock (_stateGate)
        {
            _latest = new SendPacketsProgress(bytes, element, totalBytes);
            if (_isDispatched)
                return;
            _isDispatched = true;
        }

        dispatcher.Dispatch(this);
    }

    public void Execute()
    {
        lock (_reportGate)
        {
            SendPacketsProgress latest;
            lock (_stateGate)
            {
                _isDispatched = false;
                latest = _latest;
            }

            if (_isFinished || latest.BytesTransferred <= _reportedBytes)
                return;
            _reportedBytes = latest.BytesTransferred;
            target.Report(latest);
        }
    }

    /// <summary>The send has ended here. Told before this returns, and nothing after it. Never throws.</summary>
    public void Finish(long bytes, int element)
    {
        lock (_reportGate)
        {
            _isFinished = true;
            try
            {
                target.Report(new SendPacketsProgress(bytes, element, totalBytes));
            }
            catch (Exception fault)
            {
                CallersFault.Rethrow(fault);
            }
        }
    }
}
