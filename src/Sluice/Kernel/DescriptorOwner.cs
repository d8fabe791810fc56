using System.Net.Sockets;

namespace Sluice.Kernel;

/// <summary>
/// Keeps a descriptor open while an operation uses it. An acquisition is a reference, not a copy: the descriptor is
/// closed only after the last release, however early its owner disposed of it.
/// </summary>
internal abstract class DescriptorOwner
{
    /// <summary>Whether the owner has disposed of it, although references may still hold it open. Asked after a failure, not before every call.</summary>
    public abstract bool IsClosed { get; }

    /// <summary>
    /// Whether the socket keeps messages apart, each sent whole or not at all: datagram and record sockets. A stream socket does not.
    /// </summary>
    public virtual bool KeepsMessages => false;

    /// <summary>Takes a reference. False where the owner has already disposed of the descriptor.</summary>
    public abstract bool TryAcquire(out int descriptor);

    /// <summary>A call on the descriptor failed for good. An owner that keeps a state of its own brings it up to date.</summary>
    public abstract void NoteFailure();

    /// <summary>Ends the socket's connection, whose peer has everything; for reuse, so that it can connect again.</summary>
    public abstract SocketError Disconnect(bool reuse);

    /// <summary>Gives one reference back; the last one closes a disposed descriptor.</summary>
    public abstract void Release();
}
