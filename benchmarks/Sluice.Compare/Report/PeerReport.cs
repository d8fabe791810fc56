using Sluice.Compare.Legs;
using Sluice.Compare.Rounds;

namespace Sluice.Compare.Report;

/// <summary>What one peer came to in one workload; the figures are null where it died in every round.</summary>
internal sealed record PeerReport(
    string Name, string Title, int Failures, Spread? SendsPerSecond, Spread? MegabytesPerSecond, Spread? MicrosecondsPerSend, Spread? AllocatedPerSend,
    Spread? PeakResidentMegabytes, double? SystemCallsPerSend, int MostFilesLeft, IReadOnlyList<LegResult> Rounds)
{
    public static PeerReport Of(PeerFigures figures) => new(
        figures.Peer.Name, figures.Peer.Title, figures.Failures, Known(figures, figures.SendsPerSecond), Known(figures, figures.MegabytesPerSecond),
        Known(figures, figures.MicrosecondsPerSend), Known(figures, figures.AllocatedPerSend), Known(figures, figures.PeakResidentMegabytes),
        figures.SystemCallsPerSend, figures.MostFilesLeft, figures.Rounds);

    private static Spread? Known(PeerFigures figures, Spread spread) => figures.HasFigures ? spread : null;
}
