using Sluice.Kernel;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>
/// Waits for the end of one connection, whose sending side is shut down. The framework's own disconnect resets the connection, and what the peer's kernel does
/// not have by then is lost (tcp_disconnect()): so the socket is disconnected when the peer has acknowledged the end.
/// </summary>
internal sealed class OrderlyEnd
{
    // The kernel tells nobody when an end is acknowledged, so it is asked, less and less often.
    private const long FirstInterval = TimeSpan.TicksPerMillisecond;
    private const long LongestInterval = 50 * TimeSpan.TicksPerMillisecond;

    // A peer that has everything mostly closes its own side soon, and is then spared the reset: other systems than Linux drop what was not yet read
    // when one arrives. One that goes on for longer does not want to.
    private const long Grace = 2 * TimeSpan.TicksPerSecond;

    private long _interval = FirstInterval;
    private long _graceEnd = Clock.Never;

    /// <summary>Whether the peer has been seen to have everything: no error of the connection means a loss any more.</summary>
    public bool HasArrived => _graceEnd != Clock.Never;

    /// <summary>Whether there is nothing left to wait for. Otherwise <paramref name="nextLook"/> says when to ask again.</summary>
    /// <param name="state">The state of the connection.</param>
    /// <param name="now">The time.</param>
    /// <param name="nextLook">When to ask again.</param>
    public bool HasCome(TcpState state, long now, out long nextLook)
    {
        nextLook = now;
        if (state is TcpState.TimeWait or TcpState.Close)
            return true;
        if (state == TcpState.FinWait2)
        {
            if (!HasArrived)
                _graceEnd = now + Grace;
            if (now >= _graceEnd)
                return true;
        }

        nextLook = now + _interval;
        _interval = Math.Min(2 * _interval, LongestInterval);
        return false;
    }
}
