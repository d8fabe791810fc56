using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sluice.Compare.Rounds;
using Spectre.Console;

namespace Sluice.Compare.Cold;

/// <summary>One large file that is on the disk alone: Sluice beside plain sendfile(2), which is what the framework's blocking Socket.SendFile is.</summary>
internal static partial class ColdFileRun
{
    private const int BlockBytes = 4 << 20;
    private const int DontNeed = 4;

    private static readonly int[][] Orders = [[0, 1, 2], [1, 0, 2], [2, 1, 0], [2, 0, 1], [0, 2, 1], [1, 2, 0]];

    public static async Task RunAsync(string folder, int rounds, long bytes, IAnsiConsole console, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, "large");
        await WriteAsync(path, bytes, cancellationToken).ConfigureAwait(false);
        SendPacketsOptions dropping = new() { DropBehind = true };
        List<double> sluice = [], sendFile = [], dropped = [], ratios = [], droppedRatios = [];
        for (int round = 0; round < rounds; round++)
        {
            // In every order in turn: what a run leaves behind in memory and in the disk's queue is not always the same one's to find.
            foreach (int leg in Orders[round % Orders.Length])
            {
                (leg switch { 0 => sluice, 1 => sendFile, _ => dropped }).Add(leg switch
                {
                    0 => await TimeAsync(path, bytes, null, cancellationToken).ConfigureAwait(false),
                    1 => await TimePlainAsync(path, bytes).ConfigureAwait(false),
                    _ => await TimeAsync(path, bytes, dropping, cancellationToken).ConfigureAwait(false),
                });
            }

            ratios.Add(sendFile[^1] / sluice[^1]);
            droppedRatios.Add(sendFile[^1] / dropped[^1]);
            console.WriteLine($"round {round + 1}: sluice {Rate(bytes, sluice[^1])}, plain sendfile {Rate(bytes, sendFile[^1])}, sluice with DropBehind {Rate(bytes, dropped[^1])}");
        }

        console.WriteLine(
            $"one cold file of {bytes >> 20:N0} MiB: sluice {Rate(bytes, Spread.Of([.. sluice]).Median)}, plain sendfile {Rate(bytes, Spread.Of([.. sendFile]).Median)}: "
            + $"{Spread.Of([.. ratios]).Median:0.00}x (to reach: 1.00); with DropBehind {Spread.Of([.. droppedRatios]).Median:0.00}x");
    }

    private static string Rate(long bytes, double seconds) => $"{bytes / seconds / 1e6:N0} MB/s";

    private static async Task<double> TimeAsync(string path, long bytes, SendPacketsOptions? options, CancellationToken cancellationToken)
    {
        Drop(path);
        using DiscardingPair pair = new();
        long start = Stopwatch.GetTimestamp();
        await pair.Sender.SendPacketsAsync([PacketElement.FromFile(path)], options, cancellationToken).ConfigureAwait(false);
        pair.WaitFor(bytes);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> TimePlainAsync(string path, long bytes)
    {
        Drop(path);
        using DiscardingPair pair = new();
        long start = Stopwatch.GetTimestamp();
        await Task.Run(() => pair.Sender.SendFile(path)).ConfigureAwait(false);
        pair.WaitFor(bytes);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task WriteAsync(string path, long bytes, CancellationToken cancellationToken)
    {
        byte[] block = new byte[BlockBytes];
        new Random(1).NextBytes(block);
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (long written = 0; written < bytes; written += BlockBytes)
            await file.WriteAsync(block, cancellationToken).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
    }

    private static void Drop(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        _ = Advise(file, 0, 0, DontNeed);
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long count, int advice);
}
