using Sluice.Compare.Rounds;

namespace Sluice.Compare.Report;

/// <summary>One workload in a <see cref="ComparisonReport"/>.</summary>
/// <param name="Letter">Its name on the command line.</param>
/// <param name="Title">What is sent.</param>
/// <param name="Connections">By how many connections at a time.</param>
/// <param name="Mode">Flooding, or with answers.</param>
/// <param name="BytesPerSend">Bytes of a send.</param>
/// <param name="Peers">Who took part.</param>
/// <param name="Targets">What came of the numbers to reach.</param>
internal sealed record WorkloadReport(
    string Letter, string Title, int Connections, string Mode, long BytesPerSend, IReadOnlyList<PeerReport> Peers, IReadOnlyList<TargetReport> Targets)
{
    public static WorkloadReport Of(WorkloadFigures figures) => new(
        figures.Workload.Letter.ToString(), figures.Workload.Title, figures.Workload.Connections, figures.Workload.Mode.ToString(), figures.Workload.BytesPerSend,
        [.. figures.Peers.Select(PeerReport.Of)], [.. TargetCatalog.Evaluate(figures).Select(TargetReport.Of)]);

    /// <summary>The least median of processor time that any peer of a group needs for a send; null where none of them came to its end.</summary>
    public double? BestMicrosecondsPerSend(IReadOnlyCollection<string> peers) =>
        Peers.Where(peer => peers.Contains(peer.Name)).Min(peer => peer.MicrosecondsPerSend?.Median);
}
