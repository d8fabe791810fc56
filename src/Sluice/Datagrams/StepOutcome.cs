namespace Sluice.Datagrams;

/// <summary>What one batch of a turn came to.</summary>
internal enum StepOutcome
{
    /// <summary>All of it was taken, or the way to send it changed, or it is to be tried once more: another step may follow at once.</summary>
    Moved,

    /// <summary>Some of it was taken, and why no more is not known.</summary>
    CutShort,

    /// <summary>The socket is full.</summary>
    WouldBlock,

    /// <summary>The system is out of buffers (ENOBUFS), of which no readiness tells the end.</summary>
    Congested,

    /// <summary>The operation has its result.</summary>
    Failed,

    /// <summary>What comes next is not in memory.</summary>
    Cold,
}
