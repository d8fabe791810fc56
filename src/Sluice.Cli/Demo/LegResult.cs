namespace Sluice.Cli.Demo;

/// <summary>A leg that was run.</summary>
/// <param name="Leg">What was asked for.</param>
/// <param name="Report">What the sender said.</param>
/// <param name="Received">What arrived.</param>
internal sealed record LegResult(Leg Leg, LegReport Report, Digest Received)
{
    /// <summary>The calls of a run of its own; null where they were not asked for.</summary>
    public SystemCallCount? SystemCalls { get; init; }

    public bool IsRight => Received == Leg.Workload.Expected;
}
