namespace Sluice.Operations;

/// <summary>
/// A rate, kept by handing out places on a time line: whoever wants to send takes the next free stretch of it, as long as the bytes take at that rate, and
/// waits for its beginning. Sends that share a limiter thus take turns.
/// </summary>
internal sealed class RateLimiter(long bytesPerSecond)
{
    // Of streams a hundredth of a second's bytes at a time, so that a second holds few whole pieces more or less than it should; and no more than
    // one disk step, so that sends sharing a high rate take turns often.
    private const int CoarsePerSecond = 100;
    private const long LargestPiece = 128 * 1024;

    // Of datagrams a thousandth, for epoll waits no shorter.
    private const int FinePerSecond = 1000;

    // A wake-up that comes late is made up for, but not a pause: 20 ms of the line at most are used after their time. They and one
    // piece are what a second may hold too much: 3 %.
    private const long Tolerance = 20 * TimeSpan.TicksPerMillisecond;

    // What is made up for in datagrams does not come at once: a second line, of four times the rate, may be used no more than half a millisecond after its
    // time. So four fine pieces go out at one instant, and a wake-up every three milliseconds still makes up for the others.
    private const int PeakRatio = 4;
    private const long PeakTolerance = TimeSpan.TicksPerMillisecond / 2;

    private readonly Lock _gate = new();
    private readonly long _coarsePiece = Math.Clamp(bytesPerSecond / CoarsePerSecond, 1, LargestPiece);
    private readonly long _finePiece = Math.Clamp(bytesPerSecond / FinePerSecond, 1, LargestPiece);
    private long _free = long.MinValue;
    private long _peakFree = long.MinValue;

    /// <summary>Most bytes of one reservation.</summary>
    public long PieceOf(SendGrain grain) => grain == SendGrain.Fine ? _finePiece : _coarsePiece;

    /// <summary>Reserves the next stretch for so many bytes, and says when it begins.</summary>
    public long Reserve(long bytes, SendGrain grain, long now)
    {
        lock (_gate)
        {
            // The first stretch of all begins now.
            long start = _free == long.MinValue ? now : Math.Max(_free, now - Tolerance);
            _free = start + Duration(bytes);
            if (grain == SendGrain.Coarse)
                return start;

            long peak = Math.Max(_peakFree, now - PeakTolerance);
            start = Math.Max(start, peak);
            _peakFree = Math.Max(peak, start - PeakTolerance) + (Duration(bytes) / PeakRatio);
            return start;
        }
    }

    /// <summary>Gives back what was reserved and not sent.</summary>
    public void Refund(long bytes)
    {
        lock (_gate)
            _free -= Duration(bytes);
    }

    /// <summary>Takes what was sent beyond a reservation: a datagram goes out whole.</summary>
    public void Overrun(long bytes)
    {
        lock (_gate)
        {
            _free += Duration(bytes);
            _peakFree += Duration(bytes) / PeakRatio;
        }
    }

    private long Duration(long bytes) => ((bytes * TimeSpan.TicksPerSecond) + bytesPerSecond - 1) / bytesPerSecond;
}
