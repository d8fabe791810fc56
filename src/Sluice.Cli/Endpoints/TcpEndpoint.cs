using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Commands;

namespace Sluice.Cli.Endpoints;

/// <summary>A host, by name or address, and a TCP port.</summary>
internal sealed class TcpEndpoint(string text, string host, int port) : Endpoint(text)
{
    public string Host { get; } = host;

    public int Port { get; } = port;

    public override async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        if (Port == 0)
            throw CommandException.Usage($"'{this}' has port 0: give the port that the receiver prints.");
        try
        {
            return await ConnectToAnyAsync(await ResolveAsync(cancellationToken), cancellationToken);
        }
        catch (SocketException cause)
        {
            throw CannotConnect(cause);
        }
    }

    public override async Task<Listener> ListenAsync(CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            IPAddress[] addresses = await ResolveAsync(cancellationToken);
            socket = new Socket(addresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(addresses[0], Port));
            socket.Listen();
            return new Listener(socket, socket.LocalEndPoint!.ToString()!);
        }
        catch (SocketException cause)
        {
            socket?.Dispose();
            throw CannotListen(cause);
        }
    }

    public override async Task<EndPoint> ResolveForListeningAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new IPEndPoint((await ResolveAsync(cancellationToken))[0], Port);
        }
        catch (SocketException cause)
        {
            throw CannotListen(cause);
        }
    }

    /// <summary>A name may stand for several addresses of which only one answers: each is tried, and the last failure told.</summary>
    private async Task<Socket> ConnectToAnyAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            Socket socket = new(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(addresses[i], Port), cancellationToken);
                return socket;
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    public async Task<IPAddress[]> ResolveAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(Host, out IPAddress? address))
            return [address];
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(Host, cancellationToken);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }
}
