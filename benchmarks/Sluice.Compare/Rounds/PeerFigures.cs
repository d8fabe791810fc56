using Sluice.Compare.Legs;
using Sluice.Compare.Peers;

namespace Sluice.Compare.Rounds;

/// <summary>What one peer came to over the rounds of one workload, by those of its legs that came to their end.</summary>
internal sealed class PeerFigures
{
    public PeerFigures(Peer peer, IReadOnlyList<LegResult> rounds)
    {
        Peer = peer;
        Rounds = rounds;
        LegResult[] completed = [.. rounds.Where(round => round.Succeeded)];
        Failures = rounds.Count - completed.Length;
        LastFailure = rounds.LastOrDefault(round => !round.Succeeded)?.Failure;
        if (completed.Length == 0)
            return;
        SendsPerSecond = Spread.Of(completed.Select(round => round.SendsPerSecond));
        MegabytesPerSecond = Spread.Of(completed.Select(round => round.MegabytesPerSecond));
        MicrosecondsPerSend = Spread.Of(completed.Select(round => round.MicrosecondsPerSend));
        AllocatedPerSend = Spread.Of(completed.Select(round => round.AllocatedPerSend));
        MostFilesLeft = completed.Max(round => round.FilesLeft);
    }

    public Peer Peer { get; }

    public IReadOnlyList<LegResult> Rounds { get; }

    /// <summary>Legs that did not come to their end.</summary>
    public int Failures { get; }

    public string? LastFailure { get; }

    public bool HasFigures => Failures < Rounds.Count;

    public Spread SendsPerSecond { get; }

    public Spread MegabytesPerSecond { get; }

    /// <summary>Processor time of the sending process.</summary>
    public Spread MicrosecondsPerSend { get; }

    public Spread AllocatedPerSend { get; }

    public int MostFilesLeft { get; }
}
