using System.Diagnostics;
using System.Globalization;
using Sluice.Compare.Calls;

namespace Sluice.Compare.Legs;

/// <summary>
/// Counts sends through the warm-up, the window and the rest. The window begins and ends with a completion, so that long sends are
/// counted whole.
/// </summary>
/// <param name="warmUp">Time before the window.</param>
/// <param name="window">Time measured.</param>
/// <param name="counter">The switch of a counter of system calls outside of this process; null where there is none.</param>
/// <param name="metered">A counter of system calls within it; null where there is none.</param>
internal sealed class MeasuredWindow(TimeSpan warmUp, TimeSpan window, CounterSwitch? counter = null, MeteredCalls? metered = null)
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
            filesLeft, end.Allocated - begin.Allocated, PeakResidentBytes(), end.Metered - begin.Metered);
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
                counter?.Turn(CounterSwitch.Enable);
                _begin = Snapshot.Take(Stopwatch.GetTimestamp(), TotalSends, metered);
                Interlocked.Exchange(ref _deadline, Stopwatch.GetTimestamp() + Ticks(window));
                return true;
            }

            if (_end is null)
            {
                _end = Snapshot.Take(now, TotalSends, metered);
                counter?.Turn(CounterSwitch.Disable);
            }

            return false;
        }
    }

    private static long PeakResidentBytes()
    {
        const string Field = "VmHWM:";
        string? line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        return line is null ? 0 : long.Parse(line[Field.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private readonly record struct Snapshot(long Timestamp, long Sends, Environment.ProcessCpuUsage Usage, long Allocated, long? Metered)
    {
        public static Snapshot Take(long timestamp, long sends, MeteredCalls? metered) =>
            new(timestamp, sends, Environment.CpuUsage, GC.GetTotalAllocatedBytes(precise: false), metered?.Count);
    }
}
