namespace Sluice.Tests.Writing;

/// <summary>One completed call on a stream: a write of this memory, or a flush where it is empty.</summary>
internal readonly record struct StreamCall(ReadOnlyMemory<byte> Memory, int Thread)
{
    public bool IsFlush => Memory.IsEmpty;
}
