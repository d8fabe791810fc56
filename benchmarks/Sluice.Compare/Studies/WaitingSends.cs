using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.Compare.Legs;

namespace Sluice.Compare.Studies;

/// <summary>
/// Many sends that wait for slow readers, which are a process of their own, and what they cost this one in memory: its growth, with the sockets there before. The
/// kernel's own buffers are not in it. They are ended when disposed of.
/// </summary>
internal sealed class WaitingSends : IAsyncDisposable
{
    // More than a socket and its slow reader hold together.
    private const int Bytes = 4 * 1024 * 1024;

    // The least there is: ten thousand sockets with more would take all memory that the kernel has for TCP.
    private const int SendBuffer = 16 * 1024;

    private readonly Transmitter _transmitter;
    private readonly ChildProcess _readers = ChildProcess.Self(["receive", "slow"]);
    private readonly List<Socket> _sockets = [];
    private ValueTask<long>[] _sends = [];

    private WaitingSends(Transmitter transmitter) => _transmitter = transmitter;

    /// <summary>What this process held before the sends, its sockets connected.</summary>
    public MemoryUsage Before { get; private set; }

    /// <summary>What it held with them.</summary>
    public MemoryUsage After { get; private set; }

    /// <summary>Connects the sockets, and then begins sends on all of them, several behind each other on each.</summary>
    public static async Task<WaitingSends> BeginAsync(Transmitter transmitter, int sockets, int sendsPerSocket, CancellationToken cancellationToken)
    {
        WaitingSends waiting = new(transmitter);
        try
        {
            await waiting.ConnectAsync(sockets, cancellationToken).ConfigureAwait(false);
            waiting.Send(sockets * sendsPerSocket);
            return waiting;
        }
        catch
        {
            await waiting.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
        foreach (ValueTask<long> send in _sends)
        {
            try
            {
                await send.ConfigureAwait(false);
                throw new InvalidOperationException("A send that was to wait has completed: the readers are too fast.");
            }
            catch (SendPacketsException)
            {
                // It has waited until now, and ended with its socket.
            }
        }

        _readers.Dispose();
    }

    private async Task ConnectAsync(int sockets, CancellationToken cancellationToken)
    {
        int port = int.Parse(await _readers.ReadLineAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
        for (int i = 0; i < sockets; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = SendBuffer };
            _sockets.Add(socket);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken).ConfigureAwait(false);

            // Each socket's own queue is a matter of the socket, not of the sends that wait in it.
            await _transmitter.SendPacketsAsync(socket, [new byte[1]], cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    private void Send(int sends)
    {
        byte[] block = new byte[Bytes];
        ValueTask<long>[] waiting = new ValueTask<long>[sends];
        Before = MemoryUsage.Now();
#pragma warning disable CA2012 // Each is awaited once, by the disposal: a Task of its own for each would be measured along.
        for (int i = 0; i < sends; i++)
            waiting[i] = _transmitter.SendPacketsAsync(_sockets[i % _sockets.Count], [block]);
#pragma warning restore CA2012
        After = MemoryUsage.Now();
        _sends = waiting;
    }
}
