namespace Sluice.Planning;

/// <summary>Elements that are all small arrays: what they hold is copied side by side for one call, and nothing about them can be wrong or somebody else's code.</summary>
internal static class SmallMemory
{
    /// <summary>Whether the elements are of that kind, and how many bytes they have in all.</summary>
    /// <param name="elements">The elements.</param>
    /// <param name="largest">Most bytes of one.</param>
    /// <param name="most">Most bytes of all.</param>
    /// <param name="bytes">Their bytes, at least one, where they are.</param>
    public static bool TryMeasure(ReadOnlySpan<PacketElement> elements, int largest, int most, out int bytes)
    {
        bytes = 0;
        foreach (ref readonly PacketElement element in elements)
        {
            if (!element.IsArrayOrNothing || element.EndOfPacket || element.Count > largest || (bytes += (int)element.Count) > most)
                return false;
        }

        return bytes > 0;
    }

    /// <summary>Copies their bytes side by side, and tells how many they were.</summary>
    public static int Copy(ReadOnlySpan<PacketElement> elements, Span<byte> target)
    {
        int copied = 0;
        foreach (ref readonly PacketElement element in elements)
        {
            ReadOnlySpan<byte> bytes = element.Memory.Span;
            bytes.CopyTo(target[copied..]);
            copied += bytes.Length;
        }

        return copied;
    }
}
