using System.Buffers.Binary;
using System.Net.Sockets;
using Sluice;

namespace LogShipper;

/// <summary>Sends a log as it grows. The peer says at every connection how much of it it has, and gets the bytes from there on: none is sent twice, none is left out.</summary>
internal sealed class Shipper(string path, string state, string host, int port)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // A peer that takes nothing for so long is given up, and connected to again.
    private static readonly SendPacketsOptions Options = new() { StallTimeout = TimeSpan.FromSeconds(30) };

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using RotatedLog log = await OpenAsync(cancellationToken);
        TimeSpan pause = BetweenLooks;
        while (true)
        {
            try
            {
                using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                await socket.ConnectAsync(host, port, cancellationToken);
                long position = await ReceivePositionAsync(socket, cancellationToken);
                Console.WriteLine($"connected to a peer that has {position} bytes");
                pause = BetweenLooks;
                await ShipAsync(log, socket, position, cancellationToken);
            }
            catch (SocketException broken) when (broken.InnerException is not IOException)
            {
                Console.Error.WriteLine($"{broken.Message}; connecting again");
            }

            await Task.Delay(pause, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<RotatedLog> OpenAsync(CancellationToken cancellationToken)
    {
        RotatedLog? log;
        while ((log = RotatedLog.TryOpen(path, state)) is null)
            await Task.Delay(BetweenLooks, cancellationToken);
        return log;
    }

    private static async Task ShipAsync(RotatedLog log, Socket socket, long position, CancellationToken cancellationToken)
    {
        while (log.TryMoveOn(position))
            Console.WriteLine($"the peer has all of a rotated file; the next one begins at {log.Start}");
        if (position < log.Start)
            throw new InvalidDataException($"the peer has {position} bytes, and had {log.Start} before: it has lost some.");

        // The peer says nothing more, so what this receive ends by is the end of the connection. An idle shipper would not notice it otherwise.
        Task<int> closed = socket.ReceiveAsync(new byte[1], cancellationToken).AsTask();
        using PeriodicTimer looks = new(BetweenLooks);
        while (!closed.IsCompleted)
        {
            long end = log.End;
            if (end < position)
                throw new InvalidDataException($"the log is {position - end} bytes shorter than what was sent of it: it was truncated, or is another one.");
            if (end > position)
            {
                position += await SendAsync(log, socket, position, end, cancellationToken);
            }
            else if (log.IsComplete && log.End == position)
            {
                // Whether all of it arrived, the peer says at the next connection.
                socket.Shutdown(SocketShutdown.Send);
                break;
            }
            else
            {
                await await Task.WhenAny(closed, looks.WaitForNextTickAsync(cancellationToken).AsTask());
            }
        }

        await closed;
    }

    private static async Task<long> SendAsync(RotatedLog log, Socket socket, long position, long end, CancellationToken cancellationToken)
    {
        try
        {
            // By handle: the name may belong to another file by now.
            return await socket.SendPacketsAsync([PacketElement.FromFile(log.File, position - log.Start, end - position)], Options, cancellationToken);
        }
        catch (NotSupportedException)
        {
            // The receive has just met the end of the connection, and the socket no longer counts as connected.
            throw new SocketException((int)SocketError.NotConnected);
        }
    }

    private static async Task<long> ReceivePositionAsync(Socket socket, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[sizeof(long)];
        for (int filled = 0; filled < bytes.Length;)
        {
            int received = await socket.ReceiveAsync(bytes.AsMemory(filled), cancellationToken);
            if (received == 0)
                throw new SocketException((int)SocketError.ConnectionReset);
            filled += received;
        }

        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }
}
