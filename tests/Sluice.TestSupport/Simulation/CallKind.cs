namespace Sluice.TestSupport.Simulation;

/// <summary>The system calls of the kernel room, one for each of its methods.</summary>
internal enum CallKind
{
    Open,
    Close,
    GetStatus,
    GetPathStatus,
    Read,

    /// <summary>A read of one byte that must not wait: a question, not a piece of a send.</summary>
    Peek,

    CountCachedPages,
    Prefetch,
    Populate,
    Discard,
    ReadFolder,
    GetFileSystem,
    Send,
    SendMessage,
    SendMessages,
    GetSegmentSize,
    GetSendBuffer,
    SendFile,
    SetCork,
    ShutdownSending,
    GetTcpState,
    TakeError,
    CreateEpoll,
    ControlEpoll,
    WaitEpoll,
    CreateEvent,
    SignalEvent,
    DrainEvent,
}
