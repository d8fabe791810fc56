using Sluice.Compare.Legs;
using Sluice.Compare.Peers;

namespace Sluice.Compare.Rounds;

/// <summary>What one peer came to over the rounds of one workload.</summary>
internal sealed class PeerFigures(Peer peer, IReadOnlyList<LegResult> rounds)
{
    public Peer Peer { get; } = peer;

    public IReadOnlyList<LegResult> Rounds { get; } = rounds;

    public Spread SendsPerSecond { get; } = Spread.Of(rounds.Select(round => round.SendsPerSecond));

    public Spread MegabytesPerSecond { get; } = Spread.Of(rounds.Select(round => round.MegabytesPerSecond));

    /// <summary>Processor time of the sending process.</summary>
    public Spread MicrosecondsPerSend { get; } = Spread.Of(rounds.Select(round => round.MicrosecondsPerSend));

    public Spread AllocatedPerSend { get; } = Spread.Of(rounds.Select(round => round.AllocatedPerSend));

    public int MostFilesLeft { get; } = rounds.Max(round => round.FilesLeft);
}
