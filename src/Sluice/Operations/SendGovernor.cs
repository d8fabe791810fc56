using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>
/// What bounds and watches one send that asks for it: its rate and its transmitter's, its stall timeout, its progress. Sends that ask for nothing have none.
/// Used by the owner of the turn.
/// </summary>
internal sealed class SendGovernor(
    SendPacketsOptions options, RateLimiter? shared, SendGrain grain, IDispatcher dispatcher, Clock clock, long? totalBytes)
{
    private readonly RateLimiter? _own = options.MaxBytesPerSecond > 0 ? new RateLimiter(options.MaxBytesPerSecond) : null;
    private readonly ProgressReporter? _progress = options.Progress is { } target ? new ProgressReporter(target, dispatcher, totalBytes) : null;
    private long _lastMove = -1;
    private long _resumeTime;

    /// <summary>The stall timeout.</summary>
    public long StallTicks { get; } = options.StallTimeout == Timeout.InfiniteTimeSpan ? Clock.Never : options.StallTimeout.Ticks;

    /// <summary>Bytes that may go out now. Below zero where a datagram, which goes out whole, was larger than what was left.</summary>
    public long Grant { get; private set; }

    /// <summary>When the kernel has taken nothing for too long, if it takes nothing until then.</summary>
    public long StallTime => StallTicks == Clock.Never || _lastMove > Clock.Never - StallTicks ? Clock.Never : _lastMove + StallTicks;

    public bool HasStalled => StallTime != Clock.Never && clock.Now >= StallTime;

    /// <summary>Makes out how much may go out in the turn that begins. False where nothing may before <paramref name="resumeTime"/>.</summary>
    public bool TryGrant(long position, out long resumeTime)
    {
        long now = clock.Now;
        if (_lastMove < 0)
            _lastMove = now;
        if (Grant <= 0)
            Reserve((totalBytes ?? long.MaxValue) - position, now);
        resumeTime = _resumeTime;
        if (_resumeTime <= now)
            return true;

        // The wait is its own doing.
        _lastMove = _resumeTime;
        return false;
    }

    /// <summary>The turn is over, and the kernel has taken so many bytes in it.</summary>
    public void Account(long bytes, long position, int element)
    {
        if (bytes == 0)
            return;
        long now = clock.Now;
        _lastMove = now;
        if (Grant != long.MaxValue)
            Grant -= bytes;
        _progress?.Advance(position, element, now);
    }

    /// <summary>The send is over.</summary>
    public void Finish(long position, int element)
    {
        // A datagram may have been larger than what was left: of a rate that others share, they wait for it.
        if (Grant is not (0 or long.MaxValue))
        {
            _own?.Refund(Grant);
            shared?.Refund(Grant);
        }

        Grant = 0;
        _progress?.Finish(position, element);
    }

    private void Reserve(long wanted, long now)
    {
        _resumeTime = now;
        long debt = -Grant;
        Grant = long.MaxValue;
        if (_own is null && shared is null)
            return;
        Grant = Math.Min(wanted, Math.Min(_own?.PieceOf(grain) ?? long.MaxValue, shared?.PieceOf(grain) ?? long.MaxValue));
        if (_own is not null)
            _resumeTime = Math.Max(_resumeTime, _own.Reserve(Grant, debt, grain, now));
        if (shared is not null)
            _resumeTime = Math.Max(_resumeTime, shared.Reserve(Grant, debt, grain, now));
    }
}
