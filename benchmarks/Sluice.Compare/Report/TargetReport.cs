namespace Sluice.Compare.Report;

/// <summary>A number to reach, and what came of it.</summary>
internal sealed record TargetReport(string Against, string Measure, double Limit, string Best, double Ratio, bool IsReached)
{
    public static TargetReport Of(TargetOutcome outcome) => new(
        outcome.Target.Against, outcome.Target.Measure.ToString(), outcome.Target.Limit, outcome.Best.Name, outcome.Ratio, outcome.IsReached);
}
