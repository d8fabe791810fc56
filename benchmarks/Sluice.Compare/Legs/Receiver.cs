using System.Net;
using System.Net.Sockets;

namespace Sluice.Compare.Legs;

/// <summary>native/receiver.c in .NET: says its port, throws away whatever comes until its standard input ends, says how much it was.</summary>
internal static class Receiver
{
    private const int ReadBytes = 256 * 1024;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<List<Task<long>>> accepting = AcceptAsync(listener, stop.Token);
        using (Stream input = Console.OpenStandardInput())
            await input.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        long[] received = await Task.WhenAll(await accepting.ConfigureAwait(false)).ConfigureAwait(false);
        Console.WriteLine(received.Sum());
    }

    private static async Task<List<Task<long>>> AcceptAsync(Socket listener, CancellationToken cancellationToken)
    {
        List<Task<long>> connections = [];
        try
        {
            while (true)
                connections.Add(DiscardAsync(await listener.AcceptAsync(cancellationToken).ConfigureAwait(false)));
        }
        catch (OperationCanceledException)
        {
            return connections;
        }
    }

    private static async Task<long> DiscardAsync(Socket connection)
    {
        using (connection)
        {
            byte[] sink = GC.AllocateUninitializedArray<byte>(ReadBytes);
            long total = 0;
            while (await connection.ReceiveAsync(sink).ConfigureAwait(false) is > 0 and int got)
                total += got;
            return total;
        }
    }
}
