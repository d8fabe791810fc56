using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Spectre.Console;

namespace Sluice.Compare.Studies;

/// <summary>
/// What a send costs in managed and native memory while it waits for a reader that does not read: the growth of the process, divided by the sends, with
/// the sockets there before. The kernel's own buffers are not in it.
/// </summary>
internal static class WaitingMemory
{
    // As many sockets as fit a soft limit of 4,096 descriptors, both ends in this process, and as many sends behind each other on them.
    private const int Sockets = 1000;
    private const int SendsPerSocket = 10;
    private const int Bytes = 4 * 1024 * 1024;

    public static async Task RunAsync(IAnsiConsole console)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle($"{Sockets * SendsPerSocket} waiting sends on {Sockets} sockets") };
        table.AddColumn("profile");
        foreach (string column in new[] { "managed B/send", "resident B/send", "threads" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Sockets);

        // The first pass pays for the process: code, tables, the framework's own.
        await MeasureAsync(TransmitterProfile.Server, listener, new Table().AddColumns("", "", "", "")).ConfigureAwait(false);
        foreach (TransmitterProfile profile in Enum.GetValues<TransmitterProfile>())
            await MeasureAsync(profile, listener, table).ConfigureAwait(false);
        console.Write(table);
    }

    private static async Task MeasureAsync(TransmitterProfile profile, Socket listener, Table table)
    {
        Transmitter transmitter = new(new TransmitterOptions { Profile = profile });
        List<Socket> senders = [], receivers = [];
        byte[] block = new byte[Bytes];
        for (int i = 0; i < Sockets; i++)
        {
            Socket sender = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await sender.ConnectAsync(listener.LocalEndPoint!).ConfigureAwait(false);
            senders.Add(sender);
            receivers.Add(await listener.AcceptAsync().ConfigureAwait(false));

            // Each socket's own queue is a matter of the socket, not of the sends that wait in it.
            await transmitter.SendPacketsAsync(sender, [block.AsMemory(0, 1)]).ConfigureAwait(false);
        }

        ValueTask<long>[] waiting = new ValueTask<long>[Sockets * SendsPerSocket];
        (long managed, long resident, _) = Usage();
#pragma warning disable CA2012 // Each is awaited once, below: a Task of its own for each would be measured along.
        for (int i = 0; i < waiting.Length; i++)
            waiting[i] = transmitter.SendPacketsAsync(senders[i % Sockets], [block]);
#pragma warning restore CA2012
        (long managedThen, long residentThen, int threads) = Usage();
        table.AddRow(
            profile.ToString(), Text((managedThen - managed) / (double)waiting.Length), Text((residentThen - resident) / (double)waiting.Length), Text(threads));

        await transmitter.DisposeAsync().ConfigureAwait(false);
        foreach (ValueTask<long> send in waiting)
        {
            try
            {
                await send.ConfigureAwait(false);
            }
            catch (SendPacketsException)
            {
                // The disposal has ended it.
            }
        }

        foreach (Socket socket in senders.Concat(receivers))
            socket.Dispose();
    }

    private static (long Managed, long Resident, int Threads) Usage()
    {
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        Dictionary<string, string> status = File.ReadLines("/proc/self/status").Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
        long resident = long.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
        return (managed, resident, int.Parse(status["Threads"], CultureInfo.InvariantCulture));
    }

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
