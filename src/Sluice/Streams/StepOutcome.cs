namespace Sluice.Streams;

/// <summary>What one system call of a turn came to.</summary>
internal enum StepOutcome
{
    /// <summary>The cursor moved, or the way to move it changed: another step may follow at once.</summary>
    Moved,

    /// <summary>The socket is full.</summary>
    WouldBlock,

    /// <summary>The operation has its result.</summary>
    Failed,

    /// <summary>What comes next is not in memory.</summary>
    Cold,
}
