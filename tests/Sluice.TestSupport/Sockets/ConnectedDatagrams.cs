using System.Net;
using System.Net.Sockets;

namespace Sluice.TestSupport.Sockets;

/// <summary>Two datagram or record sockets on this machine, the sender connected to the receiver; both are closed with the pair.</summary>
public sealed class ConnectedDatagrams : IDisposable
{
    // Room for what a test sends before it reads: a datagram that finds none is lost.
    private const int ReceiveBuffer = 32 * 1024 * 1024;

    private const int LevelSocket = 1;
    private const int ForceReceiveBuffer = 33;

    private readonly List<string> _paths = [];

    private ConnectedDatagrams(MessageFamily family, int sendBuffer, Func<Socket, EndPoint, Task>? connect)
    {
        Leftovers.Add(this);
        if (family == MessageFamily.UnixRecord)
        {
            EndPoint address = UnixAddress();
            using Socket listener = New(family);
            listener.Bind(address);
            listener.Listen();
            Sender = New(family);
            Connect(address, sendBuffer, connect);
            Receiver = listener.Accept();
        }
        else
        {
            Receiver = New(family);
            EnlargeReceiveBuffer(Receiver);
            Receiver.Bind(family == MessageFamily.UnixDatagram ? UnixAddress() : new IPEndPoint(LoopbackOf(family), 0));
            Sender = New(family);
            Connect(Receiver.LocalEndPoint!, sendBuffer, connect);
        }
    }

    public Socket Sender { get; }

    public Socket Receiver { get; }

    /// <summary>Connects a pair.</summary>
    /// <param name="family">The transport.</param>
    /// <param name="sendBuffer">Size of the sender's buffer, 0 for the system's default.</param>
    /// <param name="connect">How to connect; null for <see cref="Socket.Connect(EndPoint)"/>.</param>
    public static ConnectedDatagrams Create(MessageFamily family = MessageFamily.Udp4, int sendBuffer = 0, Func<Socket, EndPoint, Task>? connect = null) =>
        new(family, sendBuffer, connect);

    /// <summary>Receives so many datagrams.</summary>
    public async Task<byte[][]> ReceiveAsync(int count)
    {
        byte[][] datagrams = new byte[count][];
        byte[] buffer = new byte[1024 * 1024];
        for (int i = 0; i < count; i++)
        {
            int received = await Receiver.ReceiveAsync(buffer);
            datagrams[i] = buffer[..received];
        }

        return datagrams;
    }

    /// <summary>Whether nothing is left to be received.</summary>
    public bool IsDrained => !Receiver.Poll(0, SelectMode.SelectRead);

    public void Dispose()
    {
        Leftovers.Remove(this);
        Sender.Dispose();
        Receiver.Dispose();
        _paths.ForEach(File.Delete);
    }

    private static IPAddress LoopbackOf(MessageFamily family) => family == MessageFamily.Udp6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;

    private static Socket New(MessageFamily family) => family switch
    {
        MessageFamily.Udp4 or MessageFamily.Udp6 => new Socket(LoopbackOf(family).AddressFamily, SocketType.Dgram, ProtocolType.Udp),
        MessageFamily.UnixDatagram => new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified),
        _ => new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified),
    };

    /// <summary>Beyond the system's limit where this process may (CAP_NET_ADMIN), else up to it.</summary>
    private static void EnlargeReceiveBuffer(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(LevelSocket, ForceReceiveBuffer, BitConverter.GetBytes(ReceiveBuffer));
        }
        catch (SocketException)
        {
            socket.ReceiveBufferSize = ReceiveBuffer;
        }
    }

    private UnixDomainSocketEndPoint UnixAddress()
    {
        // A short path in the temporary folder: the path of a Unix socket has 108 bytes at most.
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _paths.Add(path);
        return new UnixDomainSocketEndPoint(path);
    }

    private void Connect(EndPoint address, int sendBuffer, Func<Socket, EndPoint, Task>? connect)
    {
        if (sendBuffer > 0)
            Sender.SendBufferSize = sendBuffer;
        if (connect is null)
            Sender.Connect(address);
        else
            connect(Sender, address).GetAwaiter().GetResult();
    }
}
