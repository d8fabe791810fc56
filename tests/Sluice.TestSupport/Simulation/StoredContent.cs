namespace Sluice.TestSupport.Simulation;

/// <summary>Bytes held in memory.</summary>
internal sealed class StoredContent(ReadOnlyMemory<byte> bytes) : FileContent
{
    public override long Length => bytes.Length;

    public override void CopyTo(long offset, Span<byte> destination) => bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}
