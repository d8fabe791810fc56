using System.Buffers.Binary;

namespace Sluice.Soak.Content;

/// <summary>Bytes that follow from a seed and a position, so that whoever knows the two can check them without having them.</summary>
internal static class DerivedBytes
{
    private const int Word = sizeof(ulong);

    /// <summary>Writes the bytes from a position on.</summary>
    public static void Fill(ulong seed, long position, Span<byte> bytes)
    {
        Span<byte> word = stackalloc byte[Word];
        for (int filled = 0; filled < bytes.Length;)
        {
            long at = position + filled;
            int inWord = (int)(at % Word);
            if (inWord == 0 && bytes.Length - filled >= Word)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[filled..], WordAt(seed, at / Word));
                filled += Word;
                continue;
            }

            BinaryPrimitives.WriteUInt64LittleEndian(word, WordAt(seed, at / Word));
            int count = Math.Min(Word - inWord, bytes.Length - filled);
            word.Slice(inWord, count).CopyTo(bytes[filled..]);
            filled += count;
        }
    }

    /// <summary>How many of the bytes are those from a position on, up to the first that is not.</summary>
    public static int CountRight(ulong seed, long position, ReadOnlySpan<byte> bytes)
    {
        Span<byte> expected = stackalloc byte[4096];
        int right = 0;
        while (right < bytes.Length)
        {
            Span<byte> piece = expected[..Math.Min(expected.Length, bytes.Length - right)];
            Fill(seed, position + right, piece);
            int same = piece.CommonPrefixLength(bytes[right..]);
            right += same;
            if (same < piece.Length)
                break;
        }

        return right;
    }

    // The finalizer of SplitMix64: every bit of the index reaches every bit of the word.
    private static ulong WordAt(ulong seed, long index)
    {
        ulong value = seed + (0x9E3779B97F4A7C15 * ((ulong)index + 1));
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
