using System.Buffers;

namespace Sluice.Tests;

/// <summary>A segment of a sequence.</summary>
internal sealed class LinkedBytes : ReadOnlySequenceSegment<byte>
{
    private LinkedBytes(byte[] bytes, long start)
    {
        Memory = bytes;
        RunningIndex = start;
    }

    public static ReadOnlySequence<byte> Of(params byte[][] pieces)
    {
        LinkedBytes first = new(pieces[0], 0);
        LinkedBytes last = first;
        foreach (byte[] piece in pieces.Skip(1))
        {
            LinkedBytes next = new(piece, last.RunningIndex + last.Memory.Length);
            last.Next = next;
            last = next;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
