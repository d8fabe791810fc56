namespace Sluice.Operations;

/// <summary>What kind of thing ended a send before it was done.</summary>
internal enum FailureKind : byte
{
    /// <summary>Nothing: the send is done.</summary>
    None,

    /// <summary>The socket, or the peer, or the network between.</summary>
    Socket,

    /// <summary>An argument; nothing was sent.</summary>
    Argument,

    /// <summary>A file that shrank or could not be read.</summary>
    File,

    /// <summary>The caller's cancellation token.</summary>
    Canceled,

    /// <summary>The socket or the transmitter was disposed of.</summary>
    Aborted,

    /// <summary>An exception out of the caller's own memory, thrown on as it is.</summary>
    Fault,
}
