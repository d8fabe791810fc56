using Sluice.Compare.Rounds;

namespace Sluice.Compare.Startup;

/// <summary>What a build came to in one way of sending, over its runs.</summary>
internal sealed record StartupFigures(string Build, string Way, Spread First, Spread Second, Spread Processor, Spread Process)
{
    public static StartupFigures Of(string build, string way, IReadOnlyList<StartupRun> runs) => new(
        build, way, Spread.Of(runs.Select(run => run.First)), Spread.Of(runs.Select(run => run.Second)), Spread.Of(runs.Select(run => run.Processor)),
        Spread.Of(runs.Select(run => run.Process)));
}
