using Sluice.Kernel;

namespace Sluice.Operations;

/// <summary>A piece of a file that a disk thread has read for an operation, or what came of trying.</summary>
/// <param name="Buffer">The bytes, pinned; null where there are none.</param>
/// <param name="File">Index of the file.</param>
/// <param name="Offset">Where in the file they begin.</param>
/// <param name="Length">How many there are; 0 at the end of the file.</param>
/// <param name="Error">Why they could not be read.</param>
internal readonly record struct ColdPiece(byte[]? Buffer, int File, long Offset, int Length, Errno Error)
{
    /// <summary>
    /// In place of a file: the bytes are not one file's but the plan's, memory and files as they follow each other, and the offset counts from its beginning.
    /// </summary>
    public const int WholePlan = -2;

    /// <summary>No piece.</summary>
    public static ColdPiece None { get; } = new(null, -1, 0, 0, Errno.None);

    /// <summary>Whether it answers for this place: it has the byte there, or ends there, or could not be read there.</summary>
    public bool Covers(int file, long offset) => file == File && offset >= Offset && (offset < Offset + Length || (Length == 0 && offset == Offset));
}
