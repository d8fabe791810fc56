namespace Sluice.Compare.Calls;

/// <summary>Who counts the system calls of a leg.</summary>
internal enum CallSource
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>perf, by the kernel's tracepoint: every call of the process, at next to no cost.</summary>
    Perf,

    /// <summary>strace: every call of the process, which stops for each.</summary>
    Strace,

    /// <summary>Sluice's own meter: the calls of its Linux backend, and of no other peer.</summary>
    Meter,
}
