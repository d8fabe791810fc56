using Sluice.Compare.Workloads;

namespace Sluice.Compare.Rounds;

/// <summary>What all peers came to in one workload.</summary>
internal sealed record WorkloadFigures(Workload Workload, IReadOnlyList<PeerFigures> Peers)
{
    /// <summary>The figures of a peer that took part and did not fail in every round.</summary>
    public PeerFigures? Find(string peer) => Peers.FirstOrDefault(figures => figures.Peer.Name == peer && figures.HasFigures);
}
