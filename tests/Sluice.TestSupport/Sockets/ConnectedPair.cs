using System.Net;
using System.Net.Sockets;

namespace Sluice.TestSupport.Sockets;

/// <summary>Two connected stream sockets on this machine; both are closed with the pair.</summary>
public sealed class ConnectedPair : IDisposable
{
    private long _discarded;

    private ConnectedPair(Socket sender, Socket receiver)
    {
        Sender = sender;
        Receiver = receiver;
    }

    public Socket Sender { get; }

    public Socket Receiver { get; }

    /// <summary>Bytes that <see cref="DiscardAsync"/> has received so far.</summary>
    public long Discarded => Interlocked.Read(ref _discarded);

    /// <summary>Connects a pair.</summary>
    /// <param name="family">The transport.</param>
    /// <param name="sendBuffer">Size of the sender's buffer, 0 for the system's default.</param>
    /// <param name="receiveBuffer">Size of the receiver's buffer, 0 for the system's default.</param>
    public static ConnectedPair Create(SocketFamily family = SocketFamily.Tcp4, int sendBuffer = 0, int receiveBuffer = 0)
    {
        // A short path in the temporary folder: the path of a Unix socket has 108 bytes at most.
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        EndPoint address = family switch
        {
            SocketFamily.Tcp4 => new IPEndPoint(IPAddress.Loopback, 0),
            SocketFamily.Tcp6 => new IPEndPoint(IPAddress.IPv6Loopback, 0),
            _ => new UnixDomainSocketEndPoint(path),
        };
        using Socket listener = New(address);
        try
        {
            // Buffers before the handshake: the window is agreed on in it.
            if (receiveBuffer > 0)
                listener.ReceiveBufferSize = receiveBuffer;
            listener.Bind(address);
            listener.Listen();
            Socket sender = New(address);
            if (sendBuffer > 0)
                sender.SendBufferSize = sendBuffer;
            sender.Connect(listener.LocalEndPoint!);
            return new ConnectedPair(sender, listener.Accept());
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Receives exactly so many bytes, or what comes before the end of the stream.</summary>
    /// <param name="count">The bytes to receive.</param>
    /// <param name="piece">Most bytes of one receive: a small one makes a slow reader.</param>
    public async Task<byte[]> ReceiveAsync(long count, int piece = int.MaxValue)
    {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count)
        {
            int received = await Receiver.ReceiveAsync(bytes.AsMemory(filled, Math.Min(piece, bytes.Length - filled)));
            if (received == 0)
                return bytes[..filled];
            filled += received;
        }

        return bytes;
    }

    /// <summary>Receives everything up to the end of the stream, the sender's side closed by the caller.</summary>
    public async Task<byte[]> ReceiveToEndAsync()
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        int received;
        while ((received = await Receiver.ReceiveAsync(buffer)) > 0)
            all.Write(buffer, 0, received);
        return all.ToArray();
    }

    /// <summary>Receives and discards until the end of the stream, without allocating; the result is the count.</summary>
    public Task<long> DiscardAsync() => Task.Factory.StartNew(
        () =>
        {
            byte[] buffer = new byte[256 * 1024];
            long total = 0;
            try
            {
                int received;
                while ((received = Receiver.Receive(buffer)) > 0)
                    total = Interlocked.Add(ref _discarded, received);
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // The test has closed the pair.
            }

            return total;
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }

    private static Socket New(EndPoint address) => new(
        address.AddressFamily, SocketType.Stream, address is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
}
