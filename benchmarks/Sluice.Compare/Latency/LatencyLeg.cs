using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Compare.Legs;
using Sluice.Compare.Peers;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Latency;

/// <summary>A leg, in its own process. Its end ends the neighbours.</summary>
internal static class LatencyLeg
{
    public static async Task<LatencyResult> RunAsync(LatencySettings settings)
    {
        using WorkloadData probed = new(LatencyLoad.ProbeWorkload, settings.Folder), others = new(LatencyLoad.NeighbourWorkload, settings.Folder);
        Neighbours neighbours = new(settings.Peer.Neighbours, settings.Load, others);
        await neighbours.StartAsync(settings.Ports).ConfigureAwait(false);

        using Socket requests = await Leg.ConnectAsync(settings.Ports.Probes, isDatagrams: false).ConfigureAwait(false);

        // Never used but to wait for it, so that it blocks in the kernel and needs no thread of the framework's.
        using Socket answers = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        answers.Connect(requests.RemoteEndPoint!);
        using ISender sender = settings.Peer.Probe.Create!(requests, probed);
        Probe probe = new(sender, answers, settings.ProbesPerSecond, settings.Peer.Collects);

        long from = Stopwatch.GetTimestamp() + Ticks(settings.WarmUp), until = from + Ticks(settings.Window);
        long sendsBefore = 0;
        Task counting = CountFromAsync();
        await Task.Factory.StartNew(() => probe.Run(from, until), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        long sends = neighbours.Sends;
        await counting.ConfigureAwait(false);
        neighbours.ThrowIfAnyFailed();
        return probe.Summarize((sends - sendsBefore) / seconds);

        async Task CountFromAsync()
        {
            await Task.Delay(settings.WarmUp).ConfigureAwait(false);
            sendsBefore = neighbours.Sends;
        }
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
