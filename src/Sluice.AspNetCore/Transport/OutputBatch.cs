using System.Buffers;

namespace Sluice.AspNetCore.Transport;

/// <summary>What is to be sent in one go: memory and file ranges in order, and the pooled blocks that hold the memory.</summary>
internal sealed class OutputBatch
{
    // A header and a file, or a few blocks of a page each.
    private const int FirstSize = 4;

    private PacketElement[] _elements = new PacketElement[FirstSize];
    private IMemoryOwner<byte>[] _blocks = new IMemoryOwner<byte>[FirstSize];
    private int _count;
    private int _blockCount;

    /// <summary>Bytes that have been written.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of its last file that are sent with the rest although they have not been written yet.</summary>
    public long Ahead { get; private set; }

    /// <summary>Whether a file is part of it, which then has to stay open until it is sent.</summary>
    public bool HasFile { get; private set; }

    public ReadOnlySpan<PacketElement> Elements => _elements.AsSpan(0, _count);

    public void Add(ReadOnlyMemory<byte> memory) => Add(PacketElement.FromMemory(memory), memory.Length);

    public void Add(in ArmedFile file)
    {
        Add(PacketElement.FromFile(file.File, file.Offset, file.Count + file.Ahead), file.Count);
        Ahead += file.Ahead;
        HasFile = true;
    }

    /// <summary>Takes over a block, to be given back with the rest.</summary>
    public void Own(IMemoryOwner<byte> block)
    {
        if (_blockCount == _blocks.Length)
            Array.Resize(ref _blocks, _blockCount * 2);
        _blocks[_blockCount++] = block;
    }

    /// <summary>Moves all of it to the end of another.</summary>
    public void MoveTo(OutputBatch other)
    {
        for (int i = 0; i < _count; i++)
            other.Add(_elements[i], 0);
        for (int i = 0; i < _blockCount; i++)
            other.Own(_blocks[i]);
        other.Bytes += Bytes;
        other.Ahead += Ahead;
        other.HasFile |= HasFile;
        Forget();
    }

    /// <summary>Empties it and gives its blocks back.</summary>
    public void Clear()
    {
        for (int i = 0; i < _blockCount; i++)
            _blocks[i].Dispose();
        Forget();
    }

    private void Add(in PacketElement element, long bytes)
    {
        if (_count == _elements.Length)
            Array.Resize(ref _elements, _count * 2);
        _elements[_count++] = element;
        Bytes += bytes;
    }

    private void Forget()
    {
        _elements.AsSpan(0, _count).Clear();
        _blocks.AsSpan(0, _blockCount).Clear();
        _count = 0;
        _blockCount = 0;
        Bytes = 0;
        Ahead = 0;
        HasFile = false;
    }
}
