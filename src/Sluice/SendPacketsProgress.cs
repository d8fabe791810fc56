namespace Sluice;

/// <summary>How far a send has come.</summary>
/// <param name="BytesTransferred">Bytes that the kernel has taken.</param>
/// <param name="ElementIndex">Index of the element that is being sent; of a finished send, the last one that has bytes; -1 where none has.</param>
/// <param name="TotalBytes">
/// Bytes of the whole send; null where it is not known, because a file among the elements does not tell its size (/proc, some FUSE file systems).
/// </param>
public readonly record struct SendPacketsProgress(long BytesTransferred, int ElementIndex, long? TotalBytes);
