using System.Net;
using System.Net.Sockets;

namespace Sluice.Soak.Lanes;

/// <summary>Two connected sockets that keep messages.</summary>
internal sealed class DatagramPair : IDisposable
{
    private const int LevelSocket = 1;
    private const int ForceReceiveBuffer = 33;
    private const int ReceiveBuffer = 8 << 20;

    private DatagramPair(Socket sender, Socket receiver)
    {
        Sender = sender;
        Receiver = receiver;
    }

    public Socket Sender { get; }

    public Socket Receiver { get; }

    public static DatagramPair Connect(string family) => family switch
    {
        "udp4" => ConnectUdp(IPAddress.Loopback),
        "udp6" => ConnectUdp(IPAddress.IPv6Loopback),
        "unix datagram" => ConnectUnix(SocketType.Dgram),
        _ => ConnectUnix(SocketType.Seqpacket),
    };

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
    }

    private static DatagramPair ConnectUdp(IPAddress address)
    {
        Socket receiver = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // What overflows it would be lost, and nobody's fault.
            receiver.SetRawSocketOption(LevelSocket, ForceReceiveBuffer, BitConverter.GetBytes(ReceiveBuffer));
        }
        catch (SocketException)
        {
            receiver.ReceiveBufferSize = ReceiveBuffer;
        }

        receiver.Bind(new IPEndPoint(address, 0));
        Socket sender = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        sender.Connect(receiver.LocalEndPoint!);
        return new DatagramPair(sender, receiver);
    }

    private static DatagramPair ConnectUnix(SocketType type)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        UnixDomainSocketEndPoint address = new(path);
        Socket sender = new(AddressFamily.Unix, type, ProtocolType.Unspecified), first = new(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            first.Bind(address);
            if (type == SocketType.Dgram)
            {
                sender.Connect(address);
                return new DatagramPair(sender, first);
            }

            using Socket listener = first;
            listener.Listen();
            sender.Connect(address);
            return new DatagramPair(sender, listener.Accept());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
