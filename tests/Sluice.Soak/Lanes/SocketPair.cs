using System.Net;
using System.Net.Sockets;

namespace Sluice.Soak.Lanes;

/// <summary>Two connected stream sockets.</summary>
internal sealed class SocketPair : IDisposable
{
    private SocketPair(Socket sender, Socket receiver)
    {
        Sender = sender;
        Receiver = receiver;
    }

    public Socket Sender { get; }

    public Socket Receiver { get; private set; }

    public static async Task<SocketPair> ConnectAsync(string family, Random random)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        EndPoint address = family switch
        {
            "tcp4" => new IPEndPoint(IPAddress.Loopback, 0),
            "tcp6" => new IPEndPoint(IPAddress.IPv6Loopback, 0),
            _ => new UnixDomainSocketEndPoint(path),
        };
        using Socket listener = New(address);
        if (random.Next(2) == 0)
            listener.ReceiveBufferSize = random.Next(1, 100_000);
        listener.Bind(address);
        listener.Listen();
        try
        {
            Socket sender = New(address);
            if (random.Next(2) == 0)
                sender.SendBufferSize = random.Next(1, 100_000);
            if (family != "unix" && random.Next(2) == 0)
                sender.NoDelay = true;
            return new SocketPair(sender, await ConnectAsync(sender, listener).ConfigureAwait(false));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Connects the sender's socket once more, to a listener of its own.</summary>
    public async Task ReconnectAsync()
    {
        Receiver.Dispose();
        EndPoint address = new IPEndPoint(Sender.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0);
        using Socket listener = New(address);
        listener.Bind(address);
        listener.Listen();
        Receiver = await ConnectAsync(Sender, listener).ConfigureAwait(false);
    }

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }

    private static async Task<Socket> ConnectAsync(Socket sender, Socket listener)
    {
        Task<Socket> accepting = listener.AcceptAsync();
        await sender.ConnectAsync(listener.LocalEndPoint!).WaitAsync(Bounds.Wait).ConfigureAwait(false);
        return await accepting.WaitAsync(Bounds.Wait).ConfigureAwait(false);
    }

    private static Socket New(EndPoint address) => new(
        address.AddressFamily, SocketType.Stream, address is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
}
