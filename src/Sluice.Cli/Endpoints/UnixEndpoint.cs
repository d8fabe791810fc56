using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Commands;

namespace Sluice.Cli.Endpoints;

/// <summary>The path of a Unix stream socket.</summary>
internal sealed class UnixEndpoint : Endpoint
{
    private readonly UnixDomainSocketEndPoint _address;

    private UnixEndpoint(string text, string path, UnixDomainSocketEndPoint address)
        : base(text)
    {
        Path = path;
        _address = address;
    }

    public string Path { get; }

    public static UnixEndpoint Create(string text, string path)
    {
        try
        {
            return new UnixEndpoint(text, path, new UnixDomainSocketEndPoint(path));
        }
        catch (ArgumentException)
        {
            // The framework knows the system's limit, about 100 bytes; an empty path it refuses as well.
            throw CommandException.Usage($"'{text}' has a path that is empty or too long for a socket: give one of at most 100 bytes, as in unix:/tmp/a.sock.");
        }
    }

    public override Task<EndPoint> ResolveForListeningAsync(CancellationToken cancellationToken) => Task.FromResult<EndPoint>(_address);

    public override async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(_address, cancellationToken);
            return socket;
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw File.Exists(Path)
                ? CannotConnect(cause)
                : new CommandException(ExitCode.Network, $"cannot connect to {this}: there is no such socket; start the receiver first, or check the path.", cause);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override Task<Listener> ListenAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(_address);
            socket.Listen();
            return Task.FromResult(new Listener(socket, ToString()));
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw cause.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? new CommandException(
                    ExitCode.Network, $"cannot listen on {this}: the path exists; take another, or remove it if no other process listens there.", cause)
                : CannotListen(cause);
        }
    }
}
