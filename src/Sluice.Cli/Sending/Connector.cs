using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Sluice.Cli.Commands;
using Sluice.Cli.Endpoints;
using Sluice.Cli.Output;

namespace Sluice.Cli.Sending;

/// <summary>Connects to a receiver, with all that its connection is to have.</summary>
internal sealed class Connector(Endpoint endpoint, LinkEnd end)
{
    /// <summary>Null without TLS.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Whether what is sent is hashed on its way.</summary>
    public bool IsHashed { get; init; }

    public async Task<Link> ConnectAsync(CancellationToken cancellationToken)
    {
        Link? link = null;
        await Deadline.RunAsync(async token => link = await OpenAsync(token), end.Timeout, Late, cancellationToken);
        return link!;
    }

    private CommandException Late() => new(
        ExitCode.Network, $"cannot connect to {endpoint}: no answer within {Format.Duration(end.Bound)}; check the address, the network and firewalls, or give a longer --timeout.");

    private async Task<Link> OpenAsync(CancellationToken cancellationToken)
    {
        Socket socket = await endpoint.ConnectAsync(cancellationToken);
        try
        {
            ResetUntilEnd.Arm(socket);
            if (Tls is null && !IsHashed)
                return new SocketLink(socket, end);
            return new StreamLink(socket, Tls is null ? null : await SecureAsync(socket, Tls, cancellationToken), IsHashed, end);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<SslStream> SecureAsync(Socket socket, TlsSettings tls, CancellationToken cancellationToken)
    {
        SslStream secure = new(new NetworkStream(socket));
        try
        {
            await secure.AuthenticateAsClientAsync(tls.ToOptions(), cancellationToken);
            return secure;
        }
        catch (AuthenticationException cause)
        {
            await secure.DisposeAsync();
            throw new CommandException(
                ExitCode.Network, $"{endpoint} is not trusted: {cause.Message.TrimEnd('.')}. Give the certificate of its authority by --ca, its name by --server-name, or --insecure.", cause);
        }
        catch (IOException cause)
        {
            await secure.DisposeAsync();
            throw new CommandException(ExitCode.Network, $"the TLS handshake with {endpoint} failed: {cause.Message.TrimEnd('.')}. See whether it speaks TLS.", cause);
        }
    }
}
