namespace Sluice.Schedules;

/// <summary>What happens next, on whichever thread it would be.</summary>
internal enum StepKind
{
    /// <summary>A send begins.</summary>
    Send,

    /// <summary>A reactor has one round.</summary>
    Poll,

    /// <summary>A disk thread has one step.</summary>
    Disk,

    /// <summary>One of the completions that wait for the thread pool runs, any of them.</summary>
    Pool,

    /// <summary>A completion runs on a thread of the sender's own.</summary>
    System,

    /// <summary>A peer reads.</summary>
    Drain,

    /// <summary>Time passes, a little or until something falls due.</summary>
    Time,

    /// <summary>A send is cancelled.</summary>
    Cancel,

    /// <summary>The next steps happen in the middle of a system call that is still to come.</summary>
    Interrupt,

    /// <summary>A system call that is still to come fails, in one of the ways in which it can.</summary>
    Fault,

    /// <summary>What is ready at one time is told in another order.</summary>
    Rotate,

    /// <summary>A peer's window shuts, or opens.</summary>
    Window,

    /// <summary>Pages of a file leave the cache.</summary>
    Evict,

    /// <summary>A file becomes shorter.</summary>
    Shrink,

    /// <summary>A peer resets its connection, or refuses a datagram.</summary>
    Reset,

    /// <summary>A socket is disposed of.</summary>
    Close,

    /// <summary>The transmitter is disposed of.</summary>
    Dispose,
}
