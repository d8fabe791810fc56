using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Examples.Tests.Support;

/// <summary>A receiver of logs in the hand of the test.</summary>
internal sealed class LogPeer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public LogPeer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public string Port => ((IPEndPoint)_listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes the next connection, and says how many bytes of the log are here.</summary>
    public async Task<Wire> AcceptAsync(long position)
    {
        Wire wire = new(await _listener.AcceptAsync().Within("the shipper connects"));
        byte[] greeting = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(greeting, position);
        await wire.SendAsync(greeting);
        return wire;
    }

    public void Dispose() => _listener.Dispose();
}
