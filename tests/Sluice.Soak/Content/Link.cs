using System.Buffers;

namespace Sluice.Soak.Content;

/// <summary>A segment of a sequence.</summary>
internal sealed class Link : ReadOnlySequenceSegment<byte>
{
    private Link(ReadOnlyMemory<byte> memory) => Memory = memory;

    /// <summary>Memory as a sequence of several segments, of which some are empty.</summary>
    public static ReadOnlySequence<byte> Sequence(ReadOnlyMemory<byte> memory, Random random)
    {
        Link first = new(default), last = first;
        while (!memory.IsEmpty)
        {
            int length = Math.Min(memory.Length, random.Next(1, 20_000));
            last = last.Append(memory[..length]);
            memory = memory[length..];
            if (random.Next(4) == 0)
                last = last.Append(default);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private Link Append(ReadOnlyMemory<byte> memory)
    {
        Link next = new(memory) { RunningIndex = RunningIndex + Memory.Length };
        Next = next;
        return next;
    }
}
