namespace Sluice.TestSupport.Simulation;

/// <summary>The system calls of the kernel room, one for each of its methods.</summary>
internal enum CallKind
{
    Open,
    Close,
    GetStatus,
    GetPathStatus,
    Read,
    Send,
    SendFile,
    SetCork,
    CreateEpoll,
    ControlEpoll,
    WaitEpoll,
    CreateEvent,
    SignalEvent,
    DrainEvent,
}
