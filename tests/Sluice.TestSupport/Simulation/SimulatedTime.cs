namespace Sluice.TestSupport.Simulation;

/// <summary>Time that stands still until a test moves it on; timers that come due run on the thread that moves it.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<SimulatedTimer> _timers = [];
    private TimeSpan _now;

    /// <summary>When the next timer comes due; null where none is set.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_gate)
                return _timers.Min(timer => timer.Due) - _now;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _now.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SimulatedTimer timer = new(this, callback, state);
        lock (_gate)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass. Every timer that comes due meanwhile runs, in order.</summary>
    public void Advance(TimeSpan time)
    {
        TimeSpan end;
        lock (_gate)
            end = _now + time;
        while (TakeDue(end) is { } timer)
            timer.Run();
    }

    private SimulatedTimer? TakeDue(TimeSpan end)
    {
        lock (_gate)
        {
            if (_timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is not { } next)
            {
                _now = end;
                return null;
            }

            _now = next.Due!.Value;
            next.Due = null;
            return next;
        }
    }

    /// <summary>A timer of one time at a time: nothing here sets a period.</summary>
    private sealed class SimulatedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>Guarded by the gate of the time.</summary>
        public TimeSpan? Due { get; set; }

        public void Run() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
