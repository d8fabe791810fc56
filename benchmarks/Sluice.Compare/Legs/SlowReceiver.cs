using System.Net;
using System.Net.Sockets;

namespace Sluice.Compare.Legs;

/// <summary>
/// A receiver whose every connection reads slowly: says its port, and takes 4 KiB a second from each, spread over the second. Ends with its standard input.
/// </summary>
internal static class SlowReceiver
{
    private const int ReadBytes = 4 * 1024;
    private const int TurnsPerSecond = 100;

    // The least that a connection can hold back with: most of what is sent to it stays with its sender.
    private const int ReceiveBuffer = 16 * 1024;

    private const int Backlog = 1024;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = ReceiveBuffer };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Backlog);
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Socket> connections = [];
        Task accepting = AcceptAsync(listener, connections, stop.Token);
        Task reading = ReadAsync(connections, stop.Token);
        using (Stream input = Console.OpenStandardInput())
            await input.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(accepting, reading).ConfigureAwait(false);
        foreach (Socket connection in connections)
            connection.Dispose();
    }

    private static async Task AcceptAsync(Socket listener, List<Socket> connections, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Socket connection = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
                connection.Blocking = false;
                lock (connections)
                    connections.Add(connection);
            }
        }
        catch (OperationCanceledException)
        {
            // That is its end.
        }
    }

    private static async Task ReadAsync(List<Socket> connections, CancellationToken cancellationToken)
    {
        byte[] sink = new byte[ReadBytes];
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1.0 / TurnsPerSecond));
        try
        {
            for (int turn = 0; await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false); turn++)
            {
                lock (connections)
                {
                    for (int i = turn % TurnsPerSecond; i < connections.Count; i += TurnsPerSecond)
                        connections[i].Receive(sink, SocketFlags.None, out _);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // That is its end.
        }
    }
}
