namespace Sluice.Reactor;

/// <summary>Monotonic time, in ticks of <see cref="TimeSpan"/> since some moment of the past. A test gives it a time of its own.</summary>
internal sealed class Clock(TimeProvider time)
{
    /// <summary>The due time of what never falls due.</summary>
    public const long Never = long.MaxValue;

    private readonly long _start = time.GetTimestamp();

    public long Now => time.GetElapsedTime(_start).Ticks;

    /// <summary>Whole milliseconds until a time, rounded up so that it has come when they are over; -1 where it never comes.</summary>
    public int MillisecondsUntil(long due)
    {
        if (due == Never)
            return -1;
        long left = due - Now;
        return left <= 0 ? 0 : (int)Math.Min((left + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, int.MaxValue);
    }
}
