using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Sluice.Interop;

namespace Sluice;

/// <summary>Sends of files and buffers over a <see cref="Stream"/>, by <see cref="Transmitter.Shared"/>.</summary>
/// <example>
/// <code>
/// await using SslStream secure = new(new NetworkStream(socket, ownsSocket: true));
/// await secure.AuthenticateAsServerAsync(serverOptions);
/// await secure.SendPacketsAsync([header, PacketElement.FromFile("a.bin"), trailer]);
/// </code>
/// </example>
public static class StreamExtensions
{
    /// <summary>Sends the elements, in order. See <see cref="Transmitter.SendPacketsAsync(Stream, ReadOnlySpan{PacketElement}, SendPacketsOptions?, CancellationToken)"/>.</summary>
    /// <param name="stream">A stream that can be written to.</param>
    /// <param name="elements">What to send; read during the call, borrowed until the task completes.</param>
    /// <param name="options">How to send; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The number of bytes sent. Await it once.</returns>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="ArgumentException">Through the task: a path has a wildcard beside a range, or a NUL character. Nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">The stream is disposed of; or, through the task, a file handle among the elements is closed.</exception>
    /// <exception cref="NotSupportedException">The stream cannot be written to, or is not authenticated yet; or the options ask for Disconnect, ReuseSocket or WriteBehind, which are for sockets.</exception>
    /// <exception cref="FileNotFoundException">Through the task: a file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">Through the task: the folder of a file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">Through the task: no right to read a file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">Through the task: a file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed; the exception tells the bytes of the writes that had completed before.</exception>
    /// <exception cref="SendPacketsCanceledException">Through the task: the token ended the send. A write that it ended in the middle may have left a part behind.</exception>
    /// <example>
    /// <code>
    /// await sslStream.SendPacketsAsync([header, PacketElement.FromFile("a.bin"), trailer]);
    /// </code>
    /// </example>
    public static ValueTask<long> SendPacketsAsync(
        this Stream stream, ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options = null, CancellationToken cancellationToken = default) =>
        Transmitter.Shared.SendPacketsAsync(stream, elements, options, cancellationToken);

    /// <summary>Sends the framework's own elements, in order.</summary>
    /// <param name="stream">A stream that can be written to.</param>
    /// <param name="elements">What to send; null elements send nothing. Read during the call, borrowed until the task completes.</param>
    /// <param name="options">How to send; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The number of bytes sent. Await it once.</returns>
    /// <exception cref="ArgumentNullException">The stream or the list is null.</exception>
    /// <exception cref="ArgumentException">Through the task: a path has a wildcard beside a range, or a NUL character. Nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">The stream is disposed of; or, through the task, a file stream among the elements is closed.</exception>
    /// <exception cref="NotSupportedException">The stream cannot be written to, or is not authenticated yet; or the options ask for Disconnect, ReuseSocket or WriteBehind, which are for sockets.</exception>
    /// <exception cref="FileNotFoundException">Through the task: a file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">Through the task: the folder of a file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">Through the task: no right to read a file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">Through the task: a file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed; the exception tells the bytes of the writes that had completed before.</exception>
    /// <exception cref="SendPacketsCanceledException">Through the task: the token ended the send. A write that it ended in the middle may have left a part behind.</exception>
    /// <example>
    /// <code>
    /// SendPacketsElement[] elements = [new(header), new("a.bin"), new(trailer)];
    /// await sslStream.SendPacketsAsync(elements);
    /// </code>
    /// </example>
    public static ValueTask<long> SendPacketsAsync(
        this Stream stream, SendPacketsElement?[] elements, SendPacketsOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!StockElements.TryConvert(elements, out StockElements converted, out ValueTask<long> failed))
            return failed;
        using (converted)
            return Transmitter.Shared.SendPacketsAsync(stream, converted.Span, options, cancellationToken);
    }

    /// <summary>Sends a range of the file at a path.</summary>
    /// <param name="stream">A stream that can be written to.</param>
    /// <param name="path">The file, as <see cref="PacketElement.FromFile(string, long, long?)"/> takes it; opened and closed by the sender.</param>
    /// <param name="offset">First byte of the range, from the start of the file.</param>
    /// <param name="count">Bytes to send, or null for all up to the end of the file.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The number of bytes sent. Await it once.</returns>
    /// <exception cref="ArgumentNullException">The stream or the path is null.</exception>
    /// <exception cref="ArgumentException">The path is empty; or, through the task, it has a wildcard beside a range, or a NUL character.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the count is below 0.</exception>
    /// <exception cref="ObjectDisposedException">The stream is disposed of.</exception>
    /// <exception cref="NotSupportedException">The stream cannot be written to, or is not authenticated yet.</exception>
    /// <exception cref="FileNotFoundException">Through the task: the file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">Through the task: the folder of the file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">Through the task: no right to read the file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">Through the task: the file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed; the exception tells the bytes of the writes that had completed before.</exception>
    /// <exception cref="SendPacketsCanceledException">Through the task: the token ended the send. A write that it ended in the middle may have left a part behind.</exception>
    /// <example>
    /// <code>
    /// await sslStream.SendFileAsync("a.bin", offset: 4096, count: 1000);
    /// </code>
    /// </example>
    public static ValueTask<long> SendFileAsync(
        this Stream stream, string path, long offset, long? count = null, CancellationToken cancellationToken = default) =>
        Transmitter.Shared.SendPacketsAsync(stream, [PacketElement.FromFile(path, offset, count)], null, cancellationToken);

    /// <summary>Sends a range of an open file. The handle stays the caller's, its position unused and unmoved.</summary>
    /// <param name="stream">A stream that can be written to.</param>
    /// <param name="file">A readable handle of a regular file, open until the task completes.</param>
    /// <param name="offset">First byte of the range, from the start of the file.</param>
    /// <param name="count">Bytes to send, or null for all up to the end of the file.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The number of bytes sent. Await it once.</returns>
    /// <exception cref="ArgumentNullException">The stream or the handle is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the count is below 0.</exception>
    /// <exception cref="ObjectDisposedException">The stream is disposed of; or, through the task, the handle is closed.</exception>
    /// <exception cref="NotSupportedException">The stream cannot be written to, or is not authenticated yet.</exception>
    /// <exception cref="IOException">Through the task: the handle is of a device, a socket or a FIFO. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed; the exception tells the bytes of the writes that had completed before.</exception>
    /// <exception cref="SendPacketsCanceledException">Through the task: the token ended the send. A write that it ended in the middle may have left a part behind.</exception>
    /// <example>
    /// <code>
    /// using SafeFileHandle file = File.OpenHandle("a.bin");
    /// await sslStream.SendFileAsync(file, offset: 0);
    /// </code>
    /// </example>
    public static ValueTask<long> SendFileAsync(
        this Stream stream, SafeFileHandle file, long offset, long? count = null, CancellationToken cancellationToken = default) =>
        Transmitter.Shared.SendPacketsAsync(stream, [PacketElement.FromFile(file, offset, count)], null, cancellationToken);
}
