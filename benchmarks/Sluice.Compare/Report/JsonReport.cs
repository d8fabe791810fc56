using System.Text.Json;
using Sluice.Compare.Rounds;

namespace Sluice.Compare.Report;

/// <summary>Everything measured, every leg of it, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(string path, IReadOnlyList<WorkloadFigures> all, CancellationToken cancellationToken)
    {
        var report = new
        {
            Environment.ProcessorCount,
            System = Environment.OSVersion.VersionString,
            Runtime = Environment.Version.ToString(),
            Workloads = all.Select(figures => new
            {
                Letter = figures.Workload.Letter.ToString(),
                figures.Workload.Title,
                figures.Workload.Connections,
                figures.Workload.BytesPerSend,
                Peers = figures.Peers.Select(peer => new
                {
                    peer.Peer.Name,
                    peer.Peer.Title,
                    peer.SendsPerSecond,
                    peer.MegabytesPerSecond,
                    peer.MicrosecondsPerSend,
                    peer.AllocatedPerSend,
                    peer.MostFilesLeft,
                    peer.Rounds,
                }),
                Targets = TargetCatalog.Evaluate(figures).Select(outcome => new
                {
                    outcome.Target.Against,
                    Measure = outcome.Target.Measure.ToString(),
                    outcome.Target.Limit,
                    Best = outcome.Best.Name,
                    outcome.Ratio,
                    outcome.IsReached,
                }),
            }),
        };
        await using FileStream file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, report, Options, cancellationToken).ConfigureAwait(false);
    }
}
