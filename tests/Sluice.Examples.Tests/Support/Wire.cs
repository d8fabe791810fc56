using System.Net;
using System.Net.Sockets;

namespace Sluice.Examples.Tests.Support;

/// <summary>The test's end of a TCP connection. Every wait has a bound.</summary>
internal sealed class Wire(Socket socket) : IDisposable
{
    public static async Task<Wire> ConnectAsync(EndPoint address)
    {
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address).Within("a connection");
        return new Wire(socket);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes).AsTask().Within("a send")..];
    }

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Receives exactly so many bytes, or what comes before the end.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count)
        {
            int received = await socket.ReceiveAsync(bytes.AsMemory(filled)).AsTask().Within("bytes");
            if (received == 0)
                break;
            filled += received;
        }

        return bytes[..filled];
    }

    public async Task<byte[]> ReceiveToEndAsync()
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        int received;
        while ((received = await socket.ReceiveAsync(buffer.AsMemory()).AsTask().Within("bytes or the end")) > 0)
            all.Write(buffer, 0, received);
        return all.ToArray();
    }

    /// <summary>Breaks the connection: the other side gets a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();
}
