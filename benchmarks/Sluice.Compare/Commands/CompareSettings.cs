using Sluice.Compare.Peers;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Commands;

/// <summary>What to run, and for how long.</summary>
internal sealed record CompareSettings(
    IReadOnlyList<Workload> Workloads, IReadOnlyList<Peer> Peers, int Rounds, TimeSpan WarmUp, TimeSpan Window, string? JsonPath)
{
    private static readonly TimeSpan QuickWarmUp = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan QuickWindow = TimeSpan.FromSeconds(0.3);

    /// <summary>The same with every peer once and briefly: it shows that everything runs, and its figures mean nothing.</summary>
    public CompareSettings Quick() => this with
    {
        Workloads = [.. Workloads.Select(workload => workload.Shortened())],
        Rounds = 1,
        WarmUp = QuickWarmUp,
        Window = QuickWindow,
    };
}
