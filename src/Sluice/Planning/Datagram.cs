namespace Sluice.Planning;

/// <summary>The datagram that begins at a place in a plan.</summary>
/// <param name="Length">Its bytes; where that is more than was asked about, not necessarily all of them.</param>
/// <param name="Pieces">Segments that it has a part of.</param>
/// <param name="HasFiles">Whether one of them is of a file.</param>
/// <param name="IsOpen">Whether one of them is a file that is read to its end, and so its length is not known yet, or not for sure.</param>
internal readonly record struct Datagram(long Length, int Pieces, bool HasFiles, bool IsOpen);
