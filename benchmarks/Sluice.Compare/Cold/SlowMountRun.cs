using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Compare.Rounds;
using Spectre.Console;

namespace Sluice.Compare.Cold;

/// <summary>What a file system of 256 KB/s does to the call, and to everybody else.</summary>
internal static class SlowMountRun
{
    private const int SlowBytes = 700_000;
    private const int ResidentBytes = 100_000;
    private const int Others = 50;
    private const int Stuck = 200;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(0.5);

    public static async Task RunAsync(string folder, int rounds, IAnsiConsole console, CancellationToken cancellationToken)
    {
        string real = Directory.CreateDirectory(Path.Combine(folder, "real")).FullName, resident = Path.Combine(folder, "resident");
        await File.WriteAllBytesAsync(resident, new byte[ResidentBytes], cancellationToken).ConfigureAwait(false);
        for (int i = 0; i <= Stuck; i++)
            await File.WriteAllBytesAsync(Path.Combine(real, $"{i}"), new byte[SlowBytes], cancellationToken).ConfigureAwait(false);

        // Warm: what is measured is the mount, not the JIT.
        using (DiscardingPair warm = new())
        {
            for (int i = 0; i < 200; i++)
                await warm.Sender.SendPacketsAsync([PacketElement.FromFile(resident), PacketElement.FromFile("/proc/version")], cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        await MeasureOneAsync(real, Path.Combine(folder, "one"), resident, console, cancellationToken).ConfigureAwait(false);
        await MeasureManyAsync(real, Path.Combine(folder, "many"), resident, rounds, console, cancellationToken).ConfigureAwait(false);
    }

    private static async Task MeasureOneAsync(string real, string point, string resident, IAnsiConsole console, CancellationToken cancellationToken)
    {
        using SlowMount mount = new(real, point);
        using DiscardingPair slow = new(), other = new();
        long start = Stopwatch.GetTimestamp();
        ValueTask<long> send = slow.Sender.SendPacketsAsync([PacketElement.FromFile(Path.Combine(mount.Folder, "0"))], cancellationToken: cancellationToken);
        TimeSpan call = Stopwatch.GetElapsedTime(start);
        double[] others = new double[Others];
        for (int i = 0; i < Others; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await other.Sender.SendPacketsAsync([PacketElement.FromFile(resident)], cancellationToken: cancellationToken).ConfigureAwait(false);
            others[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        bool wasUnderWay = !send.IsCompleted;
        long sent = await send.ConfigureAwait(false);
        slow.WaitFor(sent);
        Spread spread = Spread.Of(others);
        console.WriteLine(
            $"one slow file of {SlowBytes:N0} B: the call returned after {call.TotalMilliseconds:0.00} ms; {Others} other sends {(wasUnderWay ? "meanwhile" : "NOT meanwhile")}: "
            + $"median {spread.Median:0.00} ms, most {spread.Most:0.00} ms; all {sent:N0} B arrived after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");

        using DiscardingPair stock = new();
        using SocketAsyncEventArgs args = new() { SendPacketsElements = [new SendPacketsElement(Path.Combine(mount.Folder, "1"))] };
        start = Stopwatch.GetTimestamp();
        stock.Sender.SendPacketsAsync(args);
        console.WriteLine($"the stock call: returned after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms");
    }

    private static async Task MeasureManyAsync(string real, string point, string resident, int rounds, IAnsiConsole console, CancellationToken cancellationToken)
    {
        List<double> alone = [], beside = [], ratios = [];
        for (int round = 0; round < rounds; round++)
        {
            alone.Add(await RateAsync(resident, cancellationToken).ConfigureAwait(false));
            using CancellationTokenSource stop = new();
            using SlowMount mount = new(real, $"{point}{round}");
            DiscardingPair[] pairs = [.. Enumerable.Range(0, Stuck).Select(_ => new DiscardingPair())];
            Task<long>[] sends = [.. pairs.Select((pair, i) => pair.Sender.SendPacketsAsync([PacketElement.FromFile(Path.Combine(mount.Folder, $"{i}"))], cancellationToken: stop.Token).AsTask())];
            beside.Add(await RateAsync(resident, cancellationToken).ConfigureAwait(false));
            int stuck = sends.Count(send => !send.IsCompleted);
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(sends).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            foreach (DiscardingPair pair in pairs)
                pair.Dispose();
            ratios.Add(beside[^1] / alone[^1]);
            console.WriteLine($"round {round + 1}: {alone[^1]:N0} resident sends/s alone, {beside[^1]:N0} beside {stuck} that are stuck");
        }

        console.WriteLine(
            $"resident sends: {Spread.Of([.. beside]).Median:N0}/s beside {Stuck} stuck ones, {Spread.Of([.. alone]).Median:N0}/s alone: {Spread.Of([.. ratios]).Median:0.00}x (to reach: 0.90)");
    }

    private static async Task<double> RateAsync(string resident, CancellationToken cancellationToken)
    {
        using DiscardingPair pair = new();
        PacketElement[] elements = [PacketElement.FromFile(resident)];
        int sends = 0;
        long start = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(start) < Window; sends++)
            await pair.Sender.SendPacketsAsync(elements, cancellationToken: cancellationToken).ConfigureAwait(false);
        return sends / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
