using System.Buffers;

namespace Sluice.Operations;

/// <summary>Elements that could not be planned without waiting for a disk, kept in a pooled array until a disk thread plans them.</summary>
internal struct HeldElements
{
    private PacketElement[]? _elements;
    private int _count;

    /// <summary>Whether there are any that still have to be planned.</summary>
    public readonly bool Any => _elements is not null;

    public readonly ReadOnlySpan<PacketElement> Span => _elements.AsSpan(0, _count);

    public void Hold(ReadOnlySpan<PacketElement> elements)
    {
        _elements = ArrayPool<PacketElement>.Shared.Rent(elements.Length);
        _count = elements.Length;
        elements.CopyTo(_elements);
    }

    /// <summary>Lets go of them and what they name, if there are any.</summary>
    public void Release()
    {
        if (_elements is null)
            return;
        ArrayPool<PacketElement>.Shared.Return(_elements, clearArray: true);
        _elements = null;
    }
}
