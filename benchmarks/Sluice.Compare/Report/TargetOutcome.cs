using Sluice.Compare.Peers;

namespace Sluice.Compare.Report;

/// <summary>What a target came to.</summary>
/// <param name="Target">The target.</param>
/// <param name="Best">The best of the peers that it is measured against.</param>
/// <param name="Ratio">The ratio of medians.</param>
/// <param name="IsReached">Whether that is good enough.</param>
internal sealed record TargetOutcome(Target Target, Peer Best, double Ratio, bool IsReached);
