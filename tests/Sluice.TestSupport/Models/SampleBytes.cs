using Sluice.TestSupport.Simulation;

namespace Sluice.TestSupport.Models;

/// <summary>Bytes to send that show where they came from, cut out of one large block: those of a million plans take no time to make.</summary>
internal static class SampleBytes
{
    private const int Length = 4 * 1024 * 1024;

    // Apart by more than any two places that a wrong offset would lead to, and no multiple of a page.
    private const int Stride = 70_001;

    private static readonly byte[] Block = Fill();

    public static ReadOnlyMemory<byte> Of(int length, int seed) => Block.AsMemory((int)((uint)seed * Stride % (uint)(Length - length)), length);

    private static byte[] Fill()
    {
        byte[] block = new byte[Length];
        new ComputedContent(Length, 11).CopyTo(0, block);
        return block;
    }
}
