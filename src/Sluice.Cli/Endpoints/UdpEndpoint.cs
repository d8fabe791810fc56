using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Commands;

namespace Sluice.Cli.Endpoints;

/// <summary>A host, by name or address, and a UDP port.</summary>
internal sealed class UdpEndpoint
{
    private readonly TcpEndpoint _address;

    private UdpEndpoint(TcpEndpoint address) => _address = address;

    /// <summary>The same host and port, for TCP.</summary>
    public Endpoint Address => _address;

    public static UdpEndpoint Parse(string text) => Endpoint.Parse(text) is TcpEndpoint address
        ? new UdpEndpoint(address)
        : throw CommandException.Usage($"'{text}' is no address for --udp: give HOST:PORT or [IPV6]:PORT.");

    public override string ToString() => _address.ToString();

    /// <summary>A socket connected to it: nothing is sent for that, and nobody need be there.</summary>
    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_address.Port == 0)
            throw CommandException.Usage($"'{this}' has port 0: give the port that the receiver prints.");
        Socket? socket = null;
        try
        {
            IPAddress address = (await _address.ResolveAsync(cancellationToken))[0];
            socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(new IPEndPoint(address, _address.Port), cancellationToken);
            return socket;
        }
        catch (SocketException cause)
        {
            socket?.Dispose();
            throw new CommandException(ExitCode.Network, $"cannot send to {this}: {Failures.Explain(cause)}.", cause);
        }
    }

    public async Task<Socket> BindAsync(CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            IPAddress address = (await _address.ResolveAsync(cancellationToken))[0];
            socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, _address.Port));
            return socket;
        }
        catch (SocketException cause)
        {
            socket?.Dispose();
            throw new CommandException(ExitCode.Network, $"cannot listen on {this}: {Failures.Explain(cause)}.", cause);
        }
    }
}
