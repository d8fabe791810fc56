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
    /// Bytes of a packet. On a datagram or record socket: what lies between two elements with <see cref="PacketElement.EndOfPacket"/> is cut into datagrams of so
    /// many bytes, the last one shorter; -1 makes it one datagram; 0, the default, does the same where any element ends a packet, and makes every element a
    /// datagram of its own where none does. On a stream: most bytes of one kernel call; 0 and -1 leave that to the sender.
    /// </summary>
    /// <example>
    /// <code>
    /// await socket.SendPacketsAsync([PacketElement.FromFile("a.bin")], new SendPacketsOptions { SendSize = 1200 });   // a connected UDP socket
    /// </code>
    /// </example>
    public int SendSize { get; init; }
}
