using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Sluice.Cli.Tests.Support;

/// <summary>A receiver that the test itself plays: it takes, leaves or breaks connections as it is told.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <param name="receiveBuffer">Bytes that the kernel keeps of what nobody reads; 0 for its own choice.</param>
    /// <param name="backlog">Connections that it answers before they are accepted, less one.</param>
    public Peer(int receiveBuffer = 0, int backlog = 16)
    {
        if (receiveBuffer > 0)
            _listener.ReceiveBufferSize = receiveBuffer;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(backlog);
    }

    public string Address => _listener.LocalEndPoint!.ToString()!;

    public Task<Socket> AcceptAsync() => _listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Bound.Wait);

    /// <summary>Takes a connection and reads all that it brings.</summary>
    public async Task DiscardAsync()
    {
        using Socket socket = await AcceptAsync();
        byte[] buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer) > 0)
        {
        }
    }

    public static async Task<Socket> ConnectAsync(string address)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(address), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Closes it with a reset: the linger time of 0 does that.</summary>
    public static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose() => _listener.Dispose();
}
