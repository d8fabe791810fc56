using System.Globalization;
using Sluice.Compare.Legs;
using Sluice.Compare.Rounds;
using Spectre.Console;

namespace Sluice.Compare.Studies;

/// <summary>
/// Many sends that wait for slow readers, one on each socket: what they cost in memory, and what they cost a fast reader whose sends go by the same transmitter.
/// </summary>
internal static class WaitingNeighbours
{
    private const double MostBytesPerSend = 2048;
    private const double MostSlowdown = 2;
    private const int HeaderBytes = 200;

    private static readonly (string Name, int BodyBytes)[] Sends = [("200 B + 4 KiB", 4 * 1024), ("200 B + 1 MiB, waits for the socket", 1024 * 1024)];

    public static async Task RunAsync(int neighbours, int rounds, TimeSpan window, IAnsiConsole console, CancellationToken cancellationToken)
    {
        using NativePrograms? native = await NativePrograms.CompileAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, (List<Latencies> Alone, List<Latencies> Among)> results = Sends.ToDictionary(send => send.Name, _ => (new List<Latencies>(), new List<Latencies>()));
        List<double> managed = [], resident = [];

        // The first round pays for the process: code, tables, the framework's own.
        for (int round = -1; round < rounds; round++)
        {
            console.WriteLine(round < 0 ? "warming up" : $"round {round + 1} of {rounds}");
            await using Transmitter transmitter = new();
            if (round % 2 == 0)
                await MeasureAsync(among: false).ConfigureAwait(false);
            await using (WaitingSends waiting = await WaitingSends.BeginAsync(transmitter, neighbours, sendsPerSocket: 1, cancellationToken).ConfigureAwait(false))
            {
                await MeasureAsync(among: true).ConfigureAwait(false);
                if (round >= 0)
                {
                    managed.Add((waiting.After.Managed - waiting.Before.Managed) / (double)neighbours);
                    resident.Add((waiting.After.Resident - waiting.Before.Resident) / (double)neighbours);
                }
            }

            if (round % 2 != 0)
                await MeasureAsync(among: false).ConfigureAwait(false);

            async Task MeasureAsync(bool among)
            {
                foreach ((string name, int bodyBytes) in Sends)
                {
                    using FastReader reader = await FastReader.ConnectAsync(native, HeaderBytes, bodyBytes, cancellationToken).ConfigureAwait(false);
                    Latencies latencies = await reader.MeasureAsync(transmitter, window / 4, window).ConfigureAwait(false);
                    if (round >= 0)
                        (among ? results[name].Among : results[name].Alone).Add(latencies);
                }
            }
        }

        WriteMemory(console, neighbours, managed, resident);
        WriteLatencies(console, neighbours, results);
    }

    private static void WriteMemory(IAnsiConsole console, int neighbours, List<double> managed, List<double> resident)
    {
        // What the process has resident it may have had from before: of both figures the greater one counts.
        double onHeap = Spread.Of(managed).Median, inMemory = Spread.Of(resident).Median, perSend = Math.Max(onHeap, inMemory);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{neighbours:N0} waiting sends: {onHeap:N0} B of the managed heap and {inMemory:N0} B resident each, "
            + $"at most {MostBytesPerSend:N0}: {(perSend <= MostBytesPerSend ? "reached" : "not reached")}"));
    }

    private static void WriteLatencies(IAnsiConsole console, int neighbours, Dictionary<string, (List<Latencies> Alone, List<Latencies> Among)> results)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle($"a fast reader, alone and among {neighbours:N0} waiting sends: from the call to the answer") };
        table.AddColumn("send");
        foreach (string column in new[] { "alone: p50 us", "p99 us", "p99.9 us", "among: p50 us", "p99 us", "p99.9 us", "p99 among / alone" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());
        foreach ((string name, (List<Latencies> ofAlone, List<Latencies> ofAmong)) in results)
        {
            Latencies alone = Latencies.Median(ofAlone), among = Latencies.Median(ofAmong);

            // Paired: each round has both.
            double slowdown = Spread.Of(ofAlone.Zip(ofAmong, static (alone, among) => among.P99 / alone.P99)).Median;
            table.AddRow(
                name, Text(alone.P50), Text(alone.P99), Text(alone.P999), Text(among.P50), Text(among.P99), Text(among.P999),
                string.Create(CultureInfo.InvariantCulture, $"{slowdown:F2}, at most {MostSlowdown}: {(slowdown <= MostSlowdown ? "reached" : "not reached")}"));
        }

        console.Write(table);
    }

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
