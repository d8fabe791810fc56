namespace Sluice.Reactor;

/// <summary>Where an operation stands in the queue of its socket. Guarded by the gate of the queue.</summary>
internal enum OperationState
{
    /// <summary>In no queue.</summary>
    Idle,

    /// <summary>Behind another operation on the same socket.</summary>
    Queued,

    /// <summary>At the head, and some thread owns its turn or is about to.</summary>
    Running,

    /// <summary>At the head, waiting for the socket, a time or a place. Whoever claims its ticket owns the next turn.</summary>
    Parked,

    /// <summary>At the head, while a disk thread is busy for it or about to be. The disk thread owns the next turn, unless it is stopped.</summary>
    OnDisk,

    /// <summary>Stopped while on disk: its caller has been told, it is in no queue, and the disk thread is still busy for it.</summary>
    Abandoned,
}
