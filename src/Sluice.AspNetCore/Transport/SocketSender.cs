using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Sluice.AspNetCore.Transport;

/// <summary>Sends over the socket of a connection.</summary>
internal sealed class SocketSender(Transmitter transmitter, Socket socket, ConnectionContext connection) : IOutputSender
{
    public ValueTask<long> SendAsync(ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options) =>
        options is null ? transmitter.SendPacketsAsync(socket, elements) : transmitter.SendPacketsAsync(socket, elements, options);

    public void Abort(Exception reason) => connection.Abort(new ConnectionAbortedException(reason.Message, reason));
}
