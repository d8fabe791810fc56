using System.Net.Sockets;

namespace Sluice.Cli.Sending;

/// <summary>A socket itself: what is in files never passes through this process.</summary>
internal sealed class SocketLink(Socket socket, LinkEnd end) : Link
{
    public override ValueTask<long> SendAsync(PacketElement[] elements, SendPacketsOptions options, CancellationToken cancellationToken) =>
        socket.SendPacketsAsync(elements, options, cancellationToken);

    public override async Task EndAsync(CancellationToken cancellationToken)
    {
        ResetUntilEnd.Disarm(socket);

        // An empty send stands behind all others, and its flag waits until the receiver has everything.
        if (end.WaitsForReceiver)
            await socket.SendPacketsAsync(default(ReadOnlySpan<PacketElement>), new SendPacketsOptions { Flags = TransmitFileOptions.Disconnect, StallTimeout = end.Bound }, cancellationToken);
        else if (socket.SocketType == SocketType.Stream)
            socket.Shutdown(SocketShutdown.Send);
    }

    public override void Dispose() => socket.Dispose();
}
