using System.Runtime.InteropServices;

namespace Sluice.Planning;

/// <summary>
/// Elements without a plan, as their caller has them, of which some engines take arrays: nothing about those can be wrong, or somebody else's code. The caller may be
/// changing them on another thread, which must do no more than fail the send. So nothing that was measured is relied upon when they are looked at again.
/// </summary>
internal readonly ref struct OfferedArrays(ReadOnlySpan<PacketElement> elements)
{
    // As many as a plan keeps room for: it may have to be made at once.
    private const int MostElements = 1024;

    private readonly ReadOnlySpan<PacketElement> _elements = elements;

    public int Count => _elements.Length;

    /// <summary>What to throw where elements are not what was measured.</summary>
    /// <param name="sent">Bytes that were sent before that came out.</param>
    public static InvalidOperationException Changed(long sent = 0) =>
        new($"The elements were changed while the call read them. {(sent == 0 ? "Nothing was" : $"{sent} bytes were")} sent.");

    /// <summary>Bytes of an element.</summary>
    public int SizeOf(int index) => (int)_elements[index].Count;

    /// <summary>The first byte of an element that has so many. Whoever keeps the address has to pin it.</summary>
    /// <exception cref="InvalidOperationException">It is not what was measured.</exception>
    public ref byte FirstByte(int index, int bytes)
    {
        ReadOnlySpan<byte> array = _elements[index].ArrayBytes;
        if (array.Length != bytes)
            throw Changed();
        return ref MemoryMarshal.GetReference(array);
    }

    /// <summary>Bytes of all, where they are arrays or nothing and no packet ends among them; else, and where they have none, 0.</summary>
    /// <param name="largest">Most bytes of one.</param>
    /// <param name="most">Most bytes of all.</param>
    public int MeasureSmall(int largest, int most)
    {
        if (Count > MostElements)
            return 0;
        int bytes = 0;
        foreach (ref readonly PacketElement element in _elements)
        {
            if (!element.IsArrayOrNothing || element.EndOfPacket || element.Count > largest || (bytes += (int)element.Count) > most)
                return 0;
        }

        return bytes;
    }

    /// <summary>Bytes of all, where they are arrays of one size but for the last, which may be shorter, and no packet ends among them; else 0.</summary>
    /// <param name="mostElements">Most elements.</param>
    /// <param name="most">Most bytes of all.</param>
    public int MeasureAlike(int mostElements, int most)
    {
        if (Count == 0 || Count > mostElements)
            return 0;
        ref readonly PacketElement last = ref _elements[^1];
        long size = _elements[0].Count;
        long bytes = ((Count - 1) * size) + last.Count;
        if (last.Count > size || last.EndOfPacket || !last.IsArray || bytes > most)
            return 0;
        foreach (ref readonly PacketElement element in _elements[..^1])
        {
            if (element.Count != size || element.EndOfPacket || !element.IsArray)
                return 0;
        }

        return (int)bytes;
    }

    /// <summary>Copies their bytes side by side.</summary>
    /// <param name="target">Room for as many bytes as were measured: behind fewer it would still have those of another send.</param>
    /// <exception cref="InvalidOperationException">They are not what was measured.</exception>
    public void CopyTo(Span<byte> target)
    {
        foreach (ref readonly PacketElement element in _elements)
        {
            ReadOnlySpan<byte> bytes = element.ArrayBytes;
            if (!bytes.TryCopyTo(target))
                throw Changed();
            target = target[bytes.Length..];
        }

        if (!target.IsEmpty)
            throw Changed();
    }

    /// <summary>Plans them. False where they are not what was measured any more.</summary>
    /// <param name="plan">An empty plan.</param>
    /// <param name="bytes">What they measured.</param>
    public bool TryPlan(SendPlan plan, long bytes)
    {
        plan.Expect(Count);
        for (int i = 0; i < Count; i++)
        {
            PacketElement element = _elements[i];
            if (!element.IsArrayOrNothing || element.EndOfPacket)
                return false;
            bytes -= element.Count;
            if (element.Count > 0)
                plan.AddMemory(element.Memory, i);
        }

        return bytes == 0;
    }
}
