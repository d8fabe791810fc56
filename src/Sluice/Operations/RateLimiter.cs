namespace Sluice.Operations;

/// <summary>
/// A rate, kept by handing out places on a time line: whoever wants to send takes the next free stretch of it, as long as the bytes take at that rate, and
/// waits for its beginning. Sends that share a limiter thus take turns.
/// </summary>
internal sealed class RateLimiter(long bytesPerSecond)
{
    // A hundredth of a second's bytes at a time, so that a second holds few whole pieces more or less than it should; and no more than
    // one disk step, so that sends sharing a high rate take turns often.
    private const int PiecesPerSecond = 100;
    private const long LargestPiece = 128 * 1024;

    // A wake-up that comes late is made up for, but not a pause: 20 ms of the line at most are used after their time. They and one
    // piece are what a second may hold too much: 3 %.
    private const long Tolerance = 20 * TimeSpan.TicksPerMillisecond;

    private readonly Lock _gate = new();
    private long _free = long.MinValue;

    /// <summary>Most bytes of one reservation.</summary>
    public long Piece { get; } = Math.Clamp(bytesPerSecond / PiecesPerSecond, 1, LargestPiece);

    /// <summary>Reserves the next stretch for so many bytes, behind those that were sent without one, and says when it begins.</summary>
    public long Reserve(long bytes, long debt, long now)
    {
        lock (_gate)
        {
            // The first stretch of all begins now.
            long start = (_free == long.MinValue ? now : Math.Max(_free, now - Tolerance)) + Duration(debt);
            _free = start + Duration(bytes);
            return start;
        }
    }

    /// <summary>Gives back what was reserved and not sent.</summary>
    public void Refund(long bytes)
    {
        lock (_gate)
            _free -= Duration(bytes);
    }

    private long Duration(long bytes) => ((bytes * TimeSpan.TicksPerSecond) + bytesPerSecond - 1) / bytesPerSecond;
}
