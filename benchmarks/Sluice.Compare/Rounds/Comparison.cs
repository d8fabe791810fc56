using Sluice.Compare.Calls;
using Sluice.Compare.Legs;
using Sluice.Compare.Peers;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Rounds;

/// <summary>
/// Runs the rounds of a workload. Every round has one leg of every peer, in alternating order, so that a machine that slows down or speeds
/// up does so for all. System calls are counted afterwards, in a leg for each peer of which nothing else is used.
/// </summary>
internal sealed class Comparison(LegProcess legs, TimeSpan warmUp, TimeSpan window, int rounds, CallSource counting)
{
    private static readonly TimeSpan LongestCount = TimeSpan.FromSeconds(0.5);

    public async Task<WorkloadFigures> RunAsync(
        Workload workload, IReadOnlyList<Peer> peers, string folder, Action<string> report, CancellationToken cancellationToken)
    {
        Dictionary<Peer, List<LegResult>> results = peers.ToDictionary(peer => peer, _ => new List<LegResult>());
        for (int round = 0; round < rounds; round++)
        {
            foreach (Peer peer in round % 2 == 0 ? peers : peers.Reverse())
            {
                report($"{workload.Letter}: round {round + 1} of {rounds}, {peer.Name}");
                LegSettings settings = new(peer, workload, folder, warmUp, window);
                results[peer].Add(await legs.RunAsync(settings, cancellationToken).ConfigureAwait(false));
            }
        }

        List<PeerFigures> figures = [];
        foreach (Peer peer in peers)
        {
            LegResult? counted = null;
            if (CallCounting.Counts(counting, peer) && results[peer].Exists(static result => result.Succeeded))
            {
                report($"{workload.Letter}: system calls, {peer.Name}");
                LegSettings settings = new(peer, workload, folder, warmUp, window < LongestCount ? window : LongestCount) { Counting = counting };
                counted = await legs.RunAsync(settings, cancellationToken).ConfigureAwait(false);
            }

            figures.Add(new PeerFigures(peer, results[peer], counted));
        }

        return new WorkloadFigures(workload, figures);
    }
}
