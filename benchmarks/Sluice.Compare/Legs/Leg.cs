using System.Net;
using System.Net.Sockets;
using Sluice.Compare.Calls;
using Sluice.Compare.Peers;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Legs;

/// <summary>The .NET leg, in its own process: connects, sends, measures.</summary>
internal static class Leg
{
    // A send that completes at once comes back without leaving its thread. After this many the next connection has its turn, as it would
    // where a server waits for the next request; the cost of that, spread over so many sends, does not show.
    private const int MostInline = 32;

    private const int ProtocolTcp = 6;
    private const int TcpCongestion = 13;

    public static async Task<LegResult> RunAsync(LegSettings settings, int port)
    {
        using WorkloadData data = new(settings.Workload, settings.Folder);
        List<Socket> sockets = [];
        try
        {
            for (int i = 0; i < settings.Workload.Connections; i++)
                sockets.Add(await ConnectAsync(port, settings.Workload.IsDatagrams).ConfigureAwait(false));

            using MeteredCalls? metered = settings.Counting == CallSource.Meter ? new MeteredCalls() : null;
            MeasuredWindow window = new(
                settings.WarmUp, settings.Window, settings.CounterFolder is { } folder ? new CounterSwitch(folder) : null, metered);
            await Task.WhenAll(sockets.Select((socket, index) => Task.Run(() => SendAsync(socket, index, settings.Peer, data, window))))
                .ConfigureAwait(false);
            return window.Summarize(settings.Workload.BytesPerSend, CountFilesLeft(settings.Folder) - data.Streams.Length);
        }
        finally
        {
            foreach (Socket socket in sockets)
                socket.Dispose();
        }
    }

    internal static async Task<Socket> ConnectAsync(int port, bool isDatagrams)
    {
        if (isDatagrams)
        {
            Socket datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            await datagrams.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)).ConfigureAwait(false);
            return datagrams;
        }

        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        UseCubic(socket);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)).ConfigureAwait(false);
        return socket;
    }

    /// <summary>
    /// BBR, which some systems prefer, paces by timers: they send in the time of whatever process happens to run, and the processor time of a
    /// peer then tells more of its neighbours than of itself. A system without cubic keeps what it has, for every peer alike.
    /// </summary>
    private static void UseCubic(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(ProtocolTcp, TcpCongestion, "cubic"u8);
        }
        catch (SocketException)
        {
        }
    }

    private static async Task SendAsync(Socket socket, int index, Peer peer, WorkloadData data, MeasuredWindow window)
    {
        using ISender sender = peer.Create!(socket, data);
        int files = Math.Max(1, data.Workload.FileCount);
        int file = index % files;
        byte[] answer = new byte[1];
        int inline = 0;
        do
        {
            ValueTask<long> pending = sender.SendAsync(file);
            inline = pending.IsCompleted ? inline + 1 : 0;
            long sent = await pending.ConfigureAwait(false);
            if (sent != data.Workload.BytesPerSend)
                throw new InvalidOperationException($"{peer.Name} sent {sent} bytes where {data.Workload.BytesPerSend} were asked for.");
            if (data.Workload.Mode == SendMode.Answers && await socket.ReceiveAsync(answer).ConfigureAwait(false) == 0)
                throw new InvalidOperationException("The receiver has gone.");
            file = (file + data.Workload.FilesPerSend) % files;
            if (inline == MostInline && data.Workload.Connections > 1)
            {
                inline = 0;
                await Task.Yield();
            }
        }
        while (window.Count());
    }

    private static int CountFilesLeft(string folder) =>
        new DirectoryInfo("/proc/self/fd").EnumerateFiles().Count(link => link.LinkTarget?.StartsWith(folder, StringComparison.Ordinal) ?? false);
}
