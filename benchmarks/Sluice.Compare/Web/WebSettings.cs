namespace Sluice.Compare.Web;

/// <summary>What is compared, and for how long.</summary>
internal sealed record WebSettings(
    IReadOnlyList<string> Servers, IReadOnlyList<WebTarget> Targets, int Connections, int Rounds, TimeSpan WarmUp, TimeSpan Duration);
