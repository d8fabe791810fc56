using Sluice.Compare.Peers;

namespace Sluice.Compare.Latency;

/// <summary>Who sends, and how its neighbours do.</summary>
/// <param name="Probe">The peer that is measured.</param>
/// <param name="Neighbours">That of the neighbours: the same, but for the stock call by path.</param>
/// <param name="Collects">Whether what it leaves open is collected now and then between two measured sends.</param>
internal sealed record LatencyPeer(Peer Probe, Peer Neighbours, bool Collects)
{
    public static IReadOnlyList<LatencyPeer> All { get; } =
    [
        Of(PeerCatalog.Reference),
        Of("sluice-args"),
        Of("stock-stream"),

        // A descriptor stays open for every send by path until a collection, which stops all threads. The probe has those outside of its measured sends; the neighbours, which
        // cannot, open and dispose of a FileStream.
        new(PeerCatalog.Find("stock"), PeerCatalog.Find("stock-stream"), Collects: true),
    ];

    public string Name => Probe.Name;

    public static LatencyPeer Find(string name) => All.FirstOrDefault(peer => peer.Name == name) ?? throw new ArgumentException($"There is no peer '{name}' of latencies.");

    private static LatencyPeer Of(string name) => new(PeerCatalog.Find(name), PeerCatalog.Find(name), Collects: false);
}
