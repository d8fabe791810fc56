using System.Net.Sockets;

namespace Sluice.Cli.Endpoints;

/// <summary>A listening socket. The framework removes the file of a Unix socket when the socket that made it is closed.</summary>
internal sealed class Listener(Socket socket, string address) : IDisposable
{
    /// <summary>Where it listens, with the port that the system chose.</summary>
    public string Address { get; } = address;

    public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => socket.AcceptAsync(cancellationToken);

    public void Dispose() => socket.Dispose();
}
