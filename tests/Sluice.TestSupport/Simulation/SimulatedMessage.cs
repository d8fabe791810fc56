namespace Sluice.TestSupport.Simulation;

/// <summary>A message as a call gave it to the simulated kernel.</summary>
/// <param name="Pieces">Lengths of its vectors.</param>
/// <param name="SegmentSize">The size into which the kernel is to cut it; 0 for one datagram.</param>
internal sealed record SimulatedMessage(IReadOnlyList<long> Pieces, int SegmentSize)
{
    public long Bytes { get; } = Pieces.Sum();
}
