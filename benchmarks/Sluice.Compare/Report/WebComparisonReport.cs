using Sluice.Compare.Web;

namespace Sluice.Compare.Report;

/// <summary>Web servers under wrk, leg by leg.</summary>
/// <param name="Connections">Connections of the client.</param>
/// <param name="Legs">All legs, of all servers and sizes.</param>
internal sealed record WebComparisonReport(int Connections, IReadOnlyList<WebLeg> Legs) : MeasuredReport
{
    public override MeasuredReport With(MeasuredReport other) => this with { Legs = [.. Legs, .. SameKind<WebComparisonReport>(other).Legs] };
}
