using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sluice.Compare.Legs;

/// <summary>native/receiver.c in .NET: says its port, throws away whatever comes until its standard input ends, says how much it was.</summary>
internal static class Receiver
{
    // Of linux/udp.h.
    private const int UdpGro = 104;

    private const int ReadBytes = 256 * 1024;

    /// <param name="answeredBytes">Bytes of a connection after which it answers with one, each time; 0: never.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(long answeredBytes, CancellationToken cancellationToken)
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port);

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<List<Task<long>>> accepting = AcceptAsync(listener, answeredBytes, stop.Token);
        using (Stream input = Console.OpenStandardInput())
            await input.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        long[] received = await Task.WhenAll(await accepting.ConfigureAwait(false)).ConfigureAwait(false);
        Console.WriteLine(received.Sum());
    }

    /// <summary>The same for datagrams, of which it loses those that it is too slow for.</summary>
    /// <param name="joined">1: as the kernel has them joined (UDP_GRO); 0: one by one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunDatagramsAsync(int joined, CancellationToken cancellationToken)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SetRawSocketOption((int)SocketOptionLevel.Udp, UdpGro, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in joined)));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Console.WriteLine(((IPEndPoint)socket.LocalEndPoint!).Port);

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<long> receiving = CountAsync(socket, stop.Token);
        using (Stream input = Console.OpenStandardInput())
            await input.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        Console.WriteLine(await receiving.ConfigureAwait(false));
    }

    private static async Task<long> CountAsync(Socket socket, CancellationToken cancellationToken)
    {
        byte[] sink = GC.AllocateUninitializedArray<byte>(ReadBytes);
        long total = 0;
        try
        {
            while (true)
                total += await socket.ReceiveAsync(sink, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return total;
        }
    }

    private static async Task<List<Task<long>>> AcceptAsync(Socket listener, long answeredBytes, CancellationToken cancellationToken)
    {
        List<Task<long>> connections = [];
        try
        {
            while (true)
                connections.Add(DiscardAsync(await listener.AcceptAsync(cancellationToken).ConfigureAwait(false), answeredBytes));
        }
        catch (OperationCanceledException)
        {
            return connections;
        }
    }

    private static async Task<long> DiscardAsync(Socket connection, long answeredBytes)
    {
        using (connection)
        {
            byte[] sink = GC.AllocateUninitializedArray<byte>(ReadBytes);
            byte[] answer = new byte[1];
            long total = 0, answered = 0;
            while (await connection.ReceiveAsync(sink).ConfigureAwait(false) is > 0 and int got)
            {
                total += got;
                for (; answeredBytes > 0 && total - answered >= answeredBytes; answered += answeredBytes)
                    await connection.SendAsync(answer).ConfigureAwait(false);
            }

            return total;
        }
    }
}
