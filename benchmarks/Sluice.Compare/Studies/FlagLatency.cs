using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.Compare.Legs;
using Spectre.Console;

namespace Sluice.Compare.Studies;

/// <summary>
/// How long sends take from the call to their completion where they have to wait for the socket, by the flag that says where they complete: with the thread
/// pool idle, and with two items of work for each processor in it all the time, which compute for five milliseconds each.
/// </summary>
internal static class FlagLatency
{
    // Twice what the socket holds, so that every send waits; and both large enough that none waits for a delayed acknowledgement.
    private const int BytesPerSend = 1024 * 1024;
    private const int SendBuffer = 256 * 1024;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(5);

    private static readonly (string Name, TransmitFileOptions Flags)[] Flags =
    [
        ("UseDefaultWorkerThread", 0), ("UseSystemThread", (TransmitFileOptions)16), ("UseKernelApc", (TransmitFileOptions)32),
    ];

    public static async Task RunAsync(int rounds, TimeSpan window, IAnsiConsole console, CancellationToken cancellationToken)
    {
        foreach (bool isBusy in new[] { false, true })
        {
            foreach (int connections in new[] { 1, 64 })
            {
                Dictionary<string, List<Latencies>> results = Flags.ToDictionary(flag => flag.Name, _ => new List<Latencies>());
                for (int round = 0; round < rounds; round++)
                {
                    foreach ((string name, TransmitFileOptions flags) in round % 2 == 0 ? Flags : Flags.Reverse())
                        results[name].Add(await MeasureAsync(flags, connections, isBusy, window, cancellationToken).ConfigureAwait(false));
                }

                Write(console, $"{connections} connections, the thread pool {(isBusy ? "busy" : "idle")}", results);
            }
        }
    }

    private static async Task<Latencies> MeasureAsync(TransmitFileOptions flags, int connections, bool isBusy, TimeSpan window, CancellationToken cancellationToken)
    {
        using ChildProcess receiver = ChildProcess.Self(["receive"]);
        int port = int.Parse(await receiver.ReadLineAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
        Socket[] sockets = new Socket[connections];
        for (int i = 0; i < connections; i++)
        {
            sockets[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = SendBuffer };
            await sockets[i].ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken).ConfigureAwait(false);
        }

        using BusyWork? busy = isBusy ? new BusyWork(2 * Environment.ProcessorCount, Slice) : null;
        TimeSpan warmUp = window / 4;
        long start = Stopwatch.GetTimestamp();
        List<long>[] times = await Task.WhenAll(sockets.Select(socket => Task.Run(
            () => SendAsync(socket, flags, start, warmUp, warmUp + window), cancellationToken))).ConfigureAwait(false);
        foreach (Socket socket in sockets)
            socket.Dispose();
        receiver.CloseInput();
        await receiver.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return Latencies.Of(times.SelectMany(list => list));
    }

    private static async Task<List<long>> SendAsync(Socket socket, TransmitFileOptions flags, long start, TimeSpan from, TimeSpan until)
    {
        byte[] block = new byte[BytesPerSend];
        SendPacketsOptions options = new() { Flags = flags };
        List<long> times = [];
        while (Stopwatch.GetElapsedTime(start) < until)
        {
            long begun = Stopwatch.GetTimestamp();
            ValueTask<long> send = socket.SendPacketsAsync([block], options);
            bool isPending = !send.IsCompleted;
            await send.ConfigureAwait(false);
            if (isPending && Stopwatch.GetElapsedTime(start) >= from)
                times.Add(Stopwatch.GetElapsedTime(begun).Ticks);
        }

        return times;
    }

    private static void Write(IAnsiConsole console, string title, Dictionary<string, List<Latencies>> results)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle(title) };
        table.AddColumn("flag");
        foreach (string column in new[] { "pending sends", "p50 us", "p99 us", "p99.9 us", "p50 vs default", "p99 vs default" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());
        Latencies reference = Latencies.Median(results[Flags[0].Name]);
        foreach ((string name, List<Latencies> rounds) in results)
        {
            Latencies median = Latencies.Median(rounds);
            table.AddRow(
                name, Text(median.Count, "N0"), Text(median.P50, "N0"), Text(median.P99, "N0"), Text(median.P999, "N0"),
                Text(median.P50 / reference.P50, "F2"), Text(median.P99 / reference.P99, "F2"));
        }

        console.Write(table);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
