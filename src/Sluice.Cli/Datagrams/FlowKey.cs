using System.Net;
using System.Net.Sockets;

namespace Sluice.Cli.Datagrams;

/// <summary>What datagrams have in common that belong together (decision 0064).</summary>
/// <param name="Sender">Where they come from.</param>
/// <param name="Total">How many there are, as their numbers say; 0 where they have none.</param>
internal readonly record struct FlowKey(SocketAddress Sender, long Total)
{
    /// <summary>The sender's address, to be read.</summary>
    public EndPoint Address => new IPEndPoint(Sender.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0).Create(Sender);

    /// <summary>The same with a sender of its own, where the next datagram is to write its own into this one.</summary>
    public FlowKey Copy()
    {
        SocketAddress copied = new(Sender.Family, Sender.Size);
        Sender.Buffer.Span[..Sender.Size].CopyTo(copied.Buffer.Span);
        return this with { Sender = copied };
    }
}
