using System.Net.Security;
using System.Net.Sockets;

namespace Sluice.Cli.Sending;

/// <summary>A connection whose bytes pass through this process on their way: through TLS, a hash, or both. Files are copied.</summary>
internal sealed class StreamLink : Link
{
    // A receiver over TLS that leaves the connection open is none of this command's business.
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly SslStream? _secure;
    private readonly HashingStream? _hashing;
    private readonly Stream _stream;
    private readonly LinkEnd _end;

    /// <param name="socket">Connected, and owned from now on.</param>
    /// <param name="secure">Over the socket, behind its handshake; null without TLS.</param>
    /// <param name="isHashed">Whether what is written is hashed.</param>
    /// <param name="end">How the connection is to end.</param>
    public StreamLink(Socket socket, SslStream? secure, bool isHashed, LinkEnd end)
    {
        _socket = socket;
        _secure = secure;
        _end = end;
        _stream = secure ?? (Stream)new NetworkStream(socket);
        if (isHashed)
            _stream = _hashing = new HashingStream(_stream);
    }

    public override string? Sha256 => _hashing?.Sha256;

    public override ValueTask<long> SendAsync(PacketElement[] elements, SendPacketsOptions options, CancellationToken cancellationToken) =>
        _stream.SendPacketsAsync(elements, options, cancellationToken);

    public override async Task EndAsync(CancellationToken cancellationToken)
    {
        ResetUntilEnd.Disarm(_socket);
        if (_secure is not null)
            await _secure.ShutdownAsync();
        _socket.Shutdown(SocketShutdown.Send);
        if (_end.WaitsForReceiver)
            await Deadline.RunAsync(ReadToEndAsync, _end.Timeout, static () => new SocketException((int)SocketError.TimedOut), cancellationToken);
        else if (_secure is not null)
            await WaitForCourtesyAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    /// <summary>
    /// A server's session tickets lie unread in the socket. To close it now would be a reset, which takes from the receiver what it has not read yet.
    /// </summary>
    private async Task WaitForCourtesyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Deadline.RunAsync(ReadToEndAsync, _end.Timeout ?? Courtesy, static () => new TimeoutException(), cancellationToken);
        }
        catch (Exception over) when (over is SocketException or TimeoutException)
        {
            // Everything was sent: how the receiver ends its own side says nothing about that.
        }
    }

    private async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        byte[] unread = new byte[4096];
        while (await _socket.ReceiveAsync(unread, cancellationToken) > 0)
        {
        }
    }
}
