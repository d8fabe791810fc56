namespace Sluice.Files;

/// <summary>Reads open files into buffers, for sends that have to copy. Stateless but for what it has learnt of the system; any thread may call it.</summary>
internal interface IFileReader
{
    /// <summary>Whether opening and reading can be tried without waiting. Otherwise both belong on a disk thread.</summary>
    bool CanTry { get; }

    /// <summary>
    /// Reads what can be had without waiting, 0 bytes at the end of the file; null where nothing can. Throws an <see cref="IOException"/> that names the file where it cannot be read.
    /// </summary>
    int? TryRead(ref OpenFile file, Span<byte> buffer, long offset);

    /// <summary>Reads, and waits for the disk where that is needed. Throws an <see cref="IOException"/> that names the file where it cannot be read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="buffer">Where to put the bytes.</param>
    /// <param name="offset">Where in the file they begin.</param>
    /// <param name="needed">How many bytes from there on will be needed, for reading ahead.</param>
    /// <returns>The bytes read; 0 at the end of the file.</returns>
    int Read(ref OpenFile file, Span<byte> buffer, long offset, long needed);
}
