using System.Net.Sockets;

namespace Sluice.Cli.Demo;

/// <summary>Sends with this library.</summary>
internal sealed class SluiceSender(Socket socket, SendPacketsElement[] elements) : ISender
{
    private readonly PacketElement[] _elements = Array.ConvertAll(elements, PacketElement.FromSendPacketsElement);

    public ValueTask<long> SendAsync(CancellationToken cancellationToken) =>
        socket.SendPacketsAsync(_elements, cancellationToken: cancellationToken);

    public void Dispose()
    {
    }
}
