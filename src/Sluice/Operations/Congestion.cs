namespace Sluice.Operations;

/// <summary>
/// The pauses of a socket that the system has no buffers for (ENOBUFS), of which no readiness tells the end: longer each time, until bytes are taken
/// (docs/decisions/0017).
/// </summary>
internal sealed class Congestion
{
    // From one millisecond on, for a queue of a network card drains in less, doubled up to a bound that a person does not notice.
    private const long FirstPause = TimeSpan.TicksPerMillisecond;
    private const long LongestPause = 32 * TimeSpan.TicksPerMillisecond;

    // A datagram whose fragments the send buffer can never hold fails in the same way as one that only has to wait: nothing waits for ever.
    private const long Longest = 30 * TimeSpan.TicksPerSecond;

    private long _pause = FirstPause;
    private long _paused;

    /// <summary>Whether it has lasted for so long without a byte taken that nothing is to be hoped for.</summary>
    public bool IsStuck => _paused >= Longest;

    /// <summary>Bytes were taken, or nothing waits any more: a pause begins anew with the shortest.</summary>
    public void End()
    {
        _pause = FirstPause;
        _paused = 0;
    }

    /// <summary>How long to wait before the system is asked again, in ticks.</summary>
    public long NextPause()
    {
        long pause = _pause;
        _pause = Math.Min(pause * 2, LongestPause);
        _paused += pause;
        return pause;
    }
}
