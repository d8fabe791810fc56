using System.Globalization;
using System.Text.Json;
using Sluice.Compare.Legs;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Latency;

/// <summary>Runs the legs, each with a process and a receiver of its own, in alternating rounds.</summary>
internal sealed class LatencyStudy(IReadOnlyList<LatencyPeer> peers, int rounds, int probesPerSecond, TimeSpan warmUp, TimeSpan window)
{
    // Slow readers take 80 KB/s each.
    private const int SlowBytes = 16 * 1024;
    private const int SlowMilliseconds = 200;

    public async Task<IReadOnlyList<LatencyFigures>> RunAsync(IReadOnlyList<LatencyLoad> loads, Action<string> report, CancellationToken cancellationToken)
    {
        using NativePrograms native = await NativePrograms.CompileAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("There is no C compiler (cc) for the receiver that answers.");
        using WorkloadFolder folder = new();
        folder.Write(LatencyLoad.ProbeWorkload);
        folder.Write(LatencyLoad.NeighbourWorkload);
        List<LatencyFigures> all = [];
        foreach (LatencyLoad load in loads)
        {
            Dictionary<LatencyPeer, List<LatencyResult>> results = peers.ToDictionary(peer => peer, _ => new List<LatencyResult>());
            for (int round = 0; round < rounds; round++)
            {
                foreach (LatencyPeer peer in round % 2 == 0 ? peers : peers.Reverse())
                {
                    report($"{load.Name}: round {round + 1} of {rounds}, {peer.Name}");
                    results[peer].Add(await RunAsync(native.Answerer, peer, load, folder.FullName, cancellationToken).ConfigureAwait(false));
                }
            }

            all.AddRange(peers.Select(peer => new LatencyFigures(load, peer.Name, peer.Probe.Title, results[peer])));
        }

        return all;
    }

    private async Task<LatencyResult> RunAsync(string answerer, LatencyPeer peer, LatencyLoad load, string folder, CancellationToken cancellationToken)
    {
        using ChildProcess receiver = new(answerer, [Text(LatencyLoad.ProbeWorkload.BytesPerSend), Text(SlowBytes), Text(SlowMilliseconds)]);
        AnswererPorts ports = AnswererPorts.Parse(await receiver.ReadLineAsync(cancellationToken).ConfigureAwait(false));
        using ChildProcess leg = ChildProcess.Self(
        [
            "latency-leg", "--peer", peer.Name, "--neighbours", Text(load.Neighbours), "--neighbour-rate", Text(load.SendsPerSecond), "--ports", ports.ToString(), "--folder", folder,
            "--rate", Text(probesPerSecond), "--warm-up", Text(warmUp.TotalSeconds), "--seconds", Text(window.TotalSeconds),
        ]);
        string line = await leg.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        await leg.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        receiver.CloseInput();
        await receiver.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Deserialize(line, LatencyJson.Default.LatencyResult)!;
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
