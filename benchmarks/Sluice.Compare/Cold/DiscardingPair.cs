using System.Net;
using System.Net.Sockets;

namespace Sluice.Compare.Cold;

/// <summary>A connection over loopback whose other end reads all that comes, and counts it.</summary>
internal sealed class DiscardingPair : IDisposable
{
    private readonly Socket _receiver;
    private long _received;

    public DiscardingPair()
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        Sender = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Sender.Connect(listener.LocalEndPoint!);
        _receiver = listener.Accept();
        new Thread(Read) { IsBackground = true }.Start();
    }

    public Socket Sender { get; }

    /// <summary>Waits until so many bytes have arrived since the pair was made.</summary>
    public void WaitFor(long bytes) => SpinWait.SpinUntil(() => Interlocked.Read(ref _received) >= bytes);

    public void Dispose()
    {
        Sender.Dispose();
        _receiver.Dispose();
    }

    private void Read()
    {
        byte[] buffer = new byte[1 << 20];
        try
        {
            while (_receiver.Receive(buffer) is > 0 and int count)
                Interlocked.Add(ref _received, count);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // Closed by the end of the run.
        }
    }
}
