namespace Sluice.Compare.Report;

/// <summary>How the cost of a send grows.</summary>
internal sealed record CurvesReport(IReadOnlyList<Curve> Curves) : MeasuredReport
{
    public override MeasuredReport With(MeasuredReport other) => this with { Curves = [.. Curves, .. SameKind<CurvesReport>(other).Curves] };
}
