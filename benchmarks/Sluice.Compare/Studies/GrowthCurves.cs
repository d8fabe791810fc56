using Sluice.Compare.Calls;
using Sluice.Compare.Legs;
using Sluice.Compare.Peers;
using Sluice.Compare.Report;
using Sluice.Compare.Rounds;
using Sluice.Compare.Workloads;
using Spectre.Console;

namespace Sluice.Compare.Studies;

/// <summary>What a send costs Sluice and the loops in C as its connections, its buffers or its files grow in number.</summary>
internal static class GrowthCurves
{
    // The peers and their threads stay the same from one end to the other: one thread's C, which has no cost of sharing.
    private static readonly string[] Peers = [PeerCatalog.Reference, "c-vector", "c-copy"];

    public static async Task RunAsync(GrowthSettings settings, IAnsiConsole console, CancellationToken cancellationToken)
    {
        using NativePrograms? native = await NativePrograms.CompileAsync(cancellationToken).ConfigureAwait(false);
        using WorkloadFolder folder = new();
        Peer[] peers = [.. Peers.Select(PeerCatalog.Find).Where(peer => native is not null || !peer.IsNative)];
        Comparison comparison = new(new LegProcess(native), settings.WarmUp, settings.Window, settings.Rounds, CallSource.None);
        GrowthReport report = new(console);
        List<Curve> curves = [];
        foreach (Growth growth in settings.Growths)
        {
            List<CurvePoint> points = [];
            foreach (int count in growth.Counts.Where(count => count <= settings.Most))
            {
                Workload workload = growth.At(count) with { Mode = settings.Mode };
                folder.Write(workload);
                WorkloadFigures figures = await comparison.RunAsync(
                    workload, peers, folder.FullName, line => Console.Error.WriteLine($"{growth.Name} {count}: {line}"), cancellationToken).ConfigureAwait(false);
                folder.Delete(workload);
                points.Add(PointOf(count, figures));
            }

            Curve curve = new(growth.Name, growth.Title, growth.Growing, points);
            report.Write(growth, curve);
            curves.Add(curve);
        }

        if (settings.JsonPath is { } path)
            await new CurvesReport(curves).WriteAsync(path, cancellationToken).ConfigureAwait(false);
    }

    private static CurvePoint PointOf(int count, WorkloadFigures figures)
    {
        PeerFigures ours = figures.Find(PeerCatalog.Reference)
            ?? throw new InvalidOperationException($"Sluice died at {count}: {figures.Peers[0].LastFailure}");
        PeerFigures? c = figures.Peers.Where(peer => peer.Peer.IsNative && peer.HasFigures).MinBy(peer => peer.MicrosecondsPerSend.Median);
        return new CurvePoint(count, ours.MicrosecondsPerSend, c?.MicrosecondsPerSend, ours.SendsPerSecond, c?.SendsPerSecond);
    }
}
