using Sluice.Compare.Rounds;

namespace Sluice.Compare.Report;

/// <summary>A number that DESIGN.md says Sluice must reach.</summary>
/// <param name="Workload">The letter of the workload.</param>
/// <param name="Against">Whom it is measured against, for people.</param>
/// <param name="Peers">The peers of that kind; the best one that took part counts.</param>
/// <param name="Measure">What is compared.</param>
/// <param name="Limit">The ratio to reach or not to exceed.</param>
internal sealed record Target(char Workload, string Against, IReadOnlyList<string> Peers, TargetMeasure Measure, double Limit)
{
    /// <summary>Whose figures are to reach it.</summary>
    public string Of { get; init; } = Sluice.Compare.Peers.PeerCatalog.Reference;

    /// <summary>The ratio of medians as measured; null where one side of it did not take part.</summary>
    public TargetOutcome? Evaluate(WorkloadFigures figures)
    {
        PeerFigures[] others = [.. Peers.Select(figures.Find).OfType<PeerFigures>()];
        if (figures.Find(Of) is not { } ours || others.Length == 0)
            return null;

        PeerFigures best = others.MinBy(other => MoreIsBetter ? -Value(other) : Value(other))!;
        double ratio = Value(ours) / Value(best);
        return new TargetOutcome(this, best.Peer, ratio, MoreIsBetter ? ratio >= Limit : ratio <= Limit);
    }

    private bool MoreIsBetter => Measure != TargetMeasure.Cpu;

    private double Value(PeerFigures figures) => Measure switch
    {
        TargetMeasure.Rate => figures.SendsPerSecond.Median,
        TargetMeasure.Cpu => figures.MicrosecondsPerSend.Median,
        _ => 1e6 / figures.MicrosecondsPerSend.Median,
    };
}
