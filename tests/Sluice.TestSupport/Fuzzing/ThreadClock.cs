using System.Runtime.InteropServices;

namespace Sluice.TestSupport.Fuzzing;

/// <summary>The processor time of the calling thread: what its work takes, however busy the machine is with other things.</summary>
public static unsafe partial class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID of time.h.
    private const int ThreadProcessorTime = 3;

    public static TimeSpan Now
    {
        get
        {
            // struct timespec: seconds, nanoseconds.
            long* time = stackalloc long[2];
            return GetTime(ThreadProcessorTime, time) == 0 ? new TimeSpan((time[0] * TimeSpan.TicksPerSecond) + (time[1] / TimeSpan.NanosecondsPerTick)) : TimeSpan.Zero;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
