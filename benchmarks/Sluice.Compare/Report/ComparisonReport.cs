namespace Sluice.Compare.Report;

/// <summary>Whole workloads, by peers.</summary>
/// <param name="SystemCalls">Who counted the system calls.</param>
/// <param name="Workloads">The workloads, each by its connections and its mode.</param>
internal sealed record ComparisonReport(string SystemCalls, IReadOnlyList<WorkloadReport> Workloads) : MeasuredReport
{
    public override MeasuredReport With(MeasuredReport other) => this with { Workloads = [.. Workloads, .. SameKind<ComparisonReport>(other).Workloads] };
}
