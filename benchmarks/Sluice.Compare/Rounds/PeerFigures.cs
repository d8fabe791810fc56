using Sluice.Compare.Legs;
using Sluice.Compare.Peers;

namespace Sluice.Compare.Rounds;

/// <summary>What one peer came to over the rounds of one workload, by those of its legs that came to their end.</summary>
internal sealed class PeerFigures
{
    /// <param name="peer">The peer.</param>
    /// <param name="rounds">Its measured legs.</param>
    /// <param name="counted">The leg in which its system calls were counted; null where they were not.</param>
    public PeerFigures(Peer peer, IReadOnlyList<LegResult> rounds, LegResult? counted)
    {
        Peer = peer;
        Rounds = rounds;
        SystemCallsPerSend = counted is { SystemCalls: { } calls, Sends: > 0 } ? (double)calls / counted.Sends : null;
        LegResult[] completed = [.. rounds.Where(round => round.Succeeded)];
        Failures = rounds.Count - completed.Length;
        LastFailure = rounds.LastOrDefault(round => !round.Succeeded)?.Failure;
        if (completed.Length == 0)
            return;
        SendsPerSecond = Spread.Of(completed.Select(round => round.SendsPerSecond));
        MegabytesPerSecond = Spread.Of(completed.Select(round => round.MegabytesPerSecond));
        MicrosecondsPerSend = Spread.Of(completed.Select(round => round.MicrosecondsPerSend));
        AllocatedPerSend = Spread.Of(completed.Select(round => round.AllocatedPerSend));
        PeakResidentMegabytes = Spread.Of(completed.Select(round => round.PeakResidentMegabytes));
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

    /// <summary>The most memory of the process that was resident at a time.</summary>
    public Spread PeakResidentMegabytes { get; }

    public double? SystemCallsPerSend { get; }

    public int MostFilesLeft { get; }
}
