namespace Sluice;

/// <summary>How far a send has come: what <see cref="SendPacketsOptions.Progress"/> is told.</summary>
/// <example>
/// <code>
/// SendPacketsOptions options = new()
/// {
///     Progress = new Progress&lt;SendPacketsProgress&gt;(report => Console.WriteLine($"{report.BytesTransferred} of {report.TotalBytes} bytes")),
/// };
/// await socket.SendPacketsAsync([PacketElement.FromFile("a.bin")], options);
/// </code>
/// </example>
/// <param name="BytesTransferred">Bytes that the kernel, or the stream that is sent over, has taken.</param>
/// <param name="ElementIndex">Index of the element that is being sent; of a finished send, the last one that has bytes; -1 where none has.</param>
/// <param name="TotalBytes">
/// Bytes of the whole send; null where it is not known, because a file among the elements does not tell its size (/proc, some FUSE file systems).
/// </param>
public readonly record struct SendPacketsProgress(long BytesTransferred, int ElementIndex, long? TotalBytes);
