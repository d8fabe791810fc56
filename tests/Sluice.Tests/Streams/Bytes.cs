using Sluice.TestSupport.Simulation;

namespace Sluice.Tests.Streams;

/// <summary>Bytes to send that show where they came from.</summary>
internal static class Bytes
{
    public static byte[] Of(int length, int seed = 7)
    {
        byte[] bytes = new byte[length];
        new ComputedContent(length, seed).CopyTo(0, bytes);
        return bytes;
    }

    public static byte[] Join(params byte[][] pieces) => [.. pieces.SelectMany(piece => piece)];
}
