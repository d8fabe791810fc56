namespace Sluice.Compare.Latency;

/// <summary>What a leg prints as JSON when it ends.</summary>
/// <param name="Sends">Sends measured.</param>
/// <param name="Late">Those of them that were due before the one before them was answered.</param>
/// <param name="Answer">From when a send was due to its answer: what a client that does not wait for others sees.</param>
/// <param name="Completion">From when a send was due to its completion.</param>
/// <param name="ServedAnswer">From the call to the answer.</param>
/// <param name="ServedCompletion">From the call to the completion.</param>
/// <param name="NeighbourSendsPerSecond">What the neighbours came to.</param>
internal sealed record LatencyResult(
    long Sends, long Late, Quantiles Answer, Quantiles Completion, Quantiles ServedAnswer, Quantiles ServedCompletion, double NeighbourSendsPerSecond);
