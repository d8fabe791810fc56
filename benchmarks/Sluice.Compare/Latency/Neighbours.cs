using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Compare.Legs;
using Sluice.Compare.Peers;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Latency;

/// <summary>The other connections of the process: every second one has a reader that is slow. They send until the process ends.</summary>
internal sealed class Neighbours(Peer peer, LatencyLoad load, WorkloadData data)
{
    // As Leg has it.
    private const int MostInline = 32;

    private readonly List<Task> _sending = [];
    private long _sends;

    public long Sends => Interlocked.Read(ref _sends);

    public async Task StartAsync(AnswererPorts ports)
    {
        List<Socket> sockets = [];
        for (int i = 0; i < load.Neighbours; i++)
            sockets.Add(await Leg.ConnectAsync(i % 2 == 0 ? ports.Readers : ports.Slow, isDatagrams: false).ConfigureAwait(false));
        foreach (Socket socket in sockets)
            _sending.Add(Task.Run(() => load.SendsPerSecond > 0 ? PaceAsync(socket) : FloodAsync(socket)));
    }

    public void ThrowIfAnyFailed()
    {
        if (_sending.FirstOrDefault(task => task.IsFaulted) is { } failed)
            throw new InvalidOperationException("A neighbour failed.", failed.Exception);
    }

    private async Task FloodAsync(Socket socket)
    {
        using ISender sender = peer.Create!(socket, data);
        int inline = 0;
        while (true)
        {
            ValueTask<long> pending = sender.SendAsync(0);
            inline = pending.IsCompleted ? inline + 1 : 0;
            await pending.ConfigureAwait(false);
            Interlocked.Increment(ref _sends);
            if (inline < MostInline)
                continue;
            inline = 0;
            await Task.Yield();
        }
    }

    private async Task PaceAsync(Socket socket)
    {
        using ISender sender = peer.Create!(socket, data);
        TimeSpan period = TimeSpan.FromSeconds(load.Neighbours / load.SendsPerSecond);

        // So that not all of them send at once.
        await Task.Delay(period * Random.Shared.NextDouble()).ConfigureAwait(false);
        TimeSpan due = TimeSpan.Zero;
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            await sender.SendAsync(0).ConfigureAwait(false);
            Interlocked.Increment(ref _sends);
            due += period;
            TimeSpan left = due - Stopwatch.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
                await Task.Delay(left).ConfigureAwait(false);
        }
    }
}
