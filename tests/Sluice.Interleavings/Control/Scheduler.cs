namespace Sluice.Interleavings.Control;

/// <summary>
/// Where the rewritten product and the simulated kernel hand over: a thread that is part of an interleaving may be stopped here and another go on. Every other thread waits
/// while there is one, so that nothing happens but what the interleaving has happen.
/// </summary>
public static class Scheduler
{
    private static readonly ManualResetEventSlim Idle = new(initialState: true);

    [ThreadStatic]
    private static ControlledThread? _current;

    internal static ControlledThread? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Whether an interleaving is under way.</summary>
    internal static bool IsActive
    {
        set
        {
            if (value)
                Idle.Reset();
            else
                Idle.Set();
        }
    }

    /// <summary>Another thread may go on here.</summary>
    public static void Point()
    {
        if (_current is { } thread)
            thread.Reach();
        else if (!Idle.IsSet)
            Idle.Wait();
    }

    /// <summary>One for all threads: so what one gives back to a pool another is given, and no run differs from the next by where the system has a thread run.</summary>
    public static int GetProcessorId() => 0;

    /// <summary>Nothing changes by this thread's going on: another one goes on, if any can.</summary>
    public static void Yield()
    {
        if (_current is { } thread)
            thread.GiveWay();
        else
            Thread.Yield();
    }
}
