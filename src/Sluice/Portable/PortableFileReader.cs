using Sluice.Files;

namespace Sluice.Portable;

/// <summary>Reads by the framework's own calls, which do not tell whether they would wait.</summary>
internal sealed class PortableFileReader : IFileReader
{
    public bool CanTry => false;

    public int? TryRead(ref OpenFile file, Span<byte> buffer, long offset) => null;

    public int Read(ref OpenFile file, Span<byte> buffer, long offset, long needed)
    {
        try
        {
            return RandomAccess.Read(PortableFiles.HandleOf(file), buffer, offset);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw FileErrors.Unreadable(cause, file.Name, offset);
        }
    }
}
