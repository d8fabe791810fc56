using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>
/// What bounds and watches one send that asks for it: its rate and its transmitter's, its stall timeout, its progress. Sends that ask for nothing have none.
/// Used by the owner of the turn.
/// </summary>
/// <param name="options">Its rate, stall timeout and progress.</param>
/// <param name="shared">The rate of its transmitter; null where there is none.</param>
/// <param name="grain">How finely its rates are cut.</param>
/// <param name="datagram">Bytes of each of its datagrams; 0 where they are not of one size, or there are none.</param>
/// <param name="dispatcher">Where progress is reported.</param>
/// <param name="clock">The time.</param>
/// <param name="totalBytes">Bytes of the send; null where a file does not tell.</param>
internal sealed class SendGovernor(
    SendPacketsOptions options, RateLimiter? shared, SendGrain grain, int datagram, IDispatcher dispatcher, Clock clock, long? totalBytes)
{
    private readonly RateLimiter? _own = options.MaxBytesPerSecond > 0 ? new RateLimiter(options.MaxBytesPerSecond) : null;
    private readonly ProgressReporter? _progress = options.Progress is { } target ? new ProgressReporter(target, dispatcher, totalBytes, clock.Now) : null;
    private long _lastMove = -1;
    private long _resumeTime;

    /// <summary>The stall timeout.</summary>
    public long StallTicks { get; } = options.StallBound == Timeout.InfiniteTimeSpan ? Clock.Never : options.StallBound.Ticks;

    /// <summary>Bytes that may go out now. A datagram that is larger than what is left goes out whole.</summary>
    public long Grant { get; private set; }

    /// <summary>When the kernel has taken nothing for too long, if it takes nothing until then.</summary>
    public long StallTime => StallTicks == Clock.Never || _lastMove > Clock.Never - StallTicks ? Clock.Never : _lastMove + StallTicks;

    /// <summary>When the send has to be looked at again though it does not move: to end it, or to tell how far it came.</summary>
    public long NextLook => Math.Min(StallTime, _progress?.DueTime ?? Clock.Never);

    public bool HasStalled => StallTime != Clock.Never && clock.Now >= StallTime;

    /// <summary>A turn begins; the stall time with the first.</summary>
    public void Begin()
    {
        if (_lastMove < 0)
            _lastMove = clock.Now;
    }

    /// <summary>Makes out how much may go out in the turn that begins. False where nothing may before <paramref name="resumeTime"/>.</summary>
    public bool TryGrant(long position, out long resumeTime)
    {
        long now = clock.Now;
        if (Grant == 0)
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
        {
            if (_progress is { DueTime: not Clock.Never })
                _progress.Advance(position, element, clock.Now);
            return;
        }

        long now = clock.Now;
        _lastMove = now;
        if (Grant != long.MaxValue)
            Spend(bytes);
        _progress?.Advance(position, element, now);
    }

    /// <summary>The send is over.</summary>
    public void Finish(long position, int element)
    {
        if (Grant is > 0 and < long.MaxValue)
        {
            _own?.Refund(Grant);
            shared?.Refund(Grant);
        }

        Grant = 0;
        _progress?.Finish(position, element);
    }

    private void Spend(long bytes)
    {
        long beyond = bytes - Grant;
        Grant = Math.Max(Grant - bytes, 0);
        if (beyond <= 0)
            return;

        // At once, for whoever shares the rate asks next.
        _own?.Overrun(beyond);
        shared?.Overrun(beyond);
    }

    private void Reserve(long wanted, long now)
    {
        _resumeTime = now;
        Grant = long.MaxValue;
        if (_own is null && shared is null)
            return;
        long piece = Math.Min(_own?.PieceOf(grain) ?? long.MaxValue, shared?.PieceOf(grain) ?? long.MaxValue);

        // Whole datagrams, so that of sends that share a rate each has a place for all that it sends at a time.
        if (datagram > 0)
            piece = Math.Max(piece / datagram, 1) * datagram;
        Grant = Math.Min(wanted, piece);
        if (_own is not null)
            _resumeTime = Math.Max(_resumeTime, _own.Reserve(Grant, grain, now));
        if (shared is not null)
            _resumeTime = Math.Max(_resumeTime, shared.Reserve(Grant, grain, now));
    }
}
