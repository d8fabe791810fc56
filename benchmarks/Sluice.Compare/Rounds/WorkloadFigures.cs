using Sluice.Compare.Workloads;

namespace Sluice.Compare.Rounds;

/// <summary>What all peers came to in one workload.</summary>
internal sealed record WorkloadFigures(Workload Workload, IReadOnlyList<PeerFigures> Peers)
{
    public PeerFigures? Find(string peer) => Peers.FirstOrDefault(figures => figures.Peer.Name == peer);
}
