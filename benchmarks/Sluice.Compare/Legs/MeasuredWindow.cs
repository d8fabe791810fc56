using System.Diagnostics;

namespace Sluice.Compare.Legs;

/// <summary>
/// Counts sends through the warm-up, the window and the rest. The window begins and ends with a completion, so that long sends are
/// counted whole.
/// </summary>
internal sealed class MeasuredWindow(TimeSpan warmUp, TimeSpan window)
{
    private readonly Lock _gate = new();
    private long _deadline = Stopwatch.GetTimestamp() + Ticks(warmUp);
    private long _sends;
    private Snapshot? _begin;
    private Snapshot? _end;

    /// <summary>All sends, also those outside of the window.</summary>
    public long TotalSends => Interlocked.Read(ref _sends);

    /// <summary>Counts a send. False where it was the last one that its connection is to make.</summary>
    public bool Count()
    {
        Interlocked.Increment(ref _sends);
        return Stopwatch.GetTimestamp() < Interlocked.Read(ref _deadline) || TurnPage();
    }

    public LegResult Summarize(long bytesPerSend, int filesLeft)
    {
        if (_begin is not { } begin || _end is not { } end)
            throw new InvalidOperationException("The window has not ended.");
        long sends = end.Sends - begin.Sends;
        return new LegResult(
            sends, sends * bytesPerSend, TotalSends * bytesPerSend,
            Stopwatch.GetElapsedTime(begin.Timestamp, end.Timestamp).TotalSeconds,
            (end.Usage.UserTime - begin.Usage.UserTime).TotalSeconds,
            (end.Usage.PrivilegedTime - begin.Usage.PrivilegedTime).TotalSeconds,
            filesLeft, end.Allocated - begin.Allocated);
    }

    private bool TurnPage()
    {
        lock (_gate)
        {
            long now = Stopwatch.GetTimestamp();
            if (now < _deadline)
                return true;
            if (_begin is null)
            {
                _begin = Snapshot.Take(now, TotalSends);
                Interlocked.Exchange(ref _deadline, Stopwatch.GetTimestamp() + Ticks(window));
                return true;
            }

            _end ??= Snapshot.Take(now, TotalSends);
            return false;
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private readonly record struct Snapshot(long Timestamp, long Sends, Environment.ProcessCpuUsage Usage, long Allocated)
    {
        public static Snapshot Take(long timestamp, long sends) => new(timestamp, sends, Environment.CpuUsage, GC.GetTotalAllocatedBytes(precise: false));
    }
}
