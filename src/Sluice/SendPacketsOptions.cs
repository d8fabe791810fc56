using System.Net.Sockets;

namespace Sluice;

/// <summary>How one send is to be carried out. Immutable, so one instance can serve any number of sends.</summary>
public sealed class SendPacketsOptions
{
    internal static SendPacketsOptions Default { get; } = new();

    /// <summary>
    /// Flags of Win32's TransmitPackets, as docs/semantics.md defines them for this sender.
    /// <see cref="TransmitFileOptions.UseDefaultWorkerThread"/> unless set.
    /// </summary>
    public TransmitFileOptions Flags { get; init; }

    /// <summary>
    /// Most bytes of one kernel call on a stream socket. 0, the default: the sender chooses. -1 is
    /// the same on a stream, which has no packets.
    /// </summary>
    public int SendSize { get; init; }
}
