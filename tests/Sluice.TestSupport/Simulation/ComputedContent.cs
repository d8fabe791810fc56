namespace Sluice.TestSupport.Simulation;

/// <summary>
/// Bytes computed from their position, so that a file of many gigabytes takes no memory. No two positions that are near each other, or a power
/// of two apart, are followed by the same bytes: what was sent from a wrong offset shows.
/// </summary>
internal sealed class ComputedContent(long length, int seed = 1) : FileContent
{
    public override long Length { get; } = length;

    public override void CopyTo(long offset, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
            destination[i] = At(offset + i);
    }

    private byte At(long position)
    {
        ulong mixed = ((ulong)position + ((ulong)(uint)seed << 40)) * 0x9E3779B97F4A7C15;
        return (byte)(mixed >> 56);
    }
}
