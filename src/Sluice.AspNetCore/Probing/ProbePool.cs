using System.Buffers;
using System.Text;

namespace Sluice.AspNetCore.Probing;

/// <summary>Memory that is handed out once and stays readable, so that what was written to it can be looked at in the end.</summary>
internal sealed class ProbePool : MemoryPool<byte>
{
    private const int BlockSize = 4096;

    private readonly List<Block> _blocks = [];

    public override int MaxBufferSize => BlockSize;

    /// <summary>What was written. Text has no zero bytes, so those are what was left over.</summary>
    public string Text
    {
        get
        {
            lock (_blocks)
                return string.Concat(_blocks.Select(block => Encoding.ASCII.GetString(block.Memory.Span).TrimEnd('\0')));
        }
    }

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        Block block = new();
        lock (_blocks)
            _blocks.Add(block);
        return block;
    }

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Block : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = new byte[BlockSize];

        public void Dispose()
        {
        }
    }
}
