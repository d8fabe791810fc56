namespace Sluice.TestSupport.Simulation;

/// <summary>Bytes by their position, stored or computed.</summary>
internal abstract class FileContent
{
    public abstract long Length { get; }

    /// <summary>Copies bytes that lie within <see cref="Length"/>.</summary>
    public abstract void CopyTo(long offset, Span<byte> destination);
}
