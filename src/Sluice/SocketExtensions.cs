using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Sluice.Interop;

namespace Sluice;

/// <summary>Sends of files and buffers on a <see cref="Socket"/>, by <see cref="Transmitter.Shared"/>.</summary>
/// <example>
/// <code>
/// await socket.SendPacketsAsync([header, PacketElement.FromFile("a.bin"), trailer]);
/// await socket.SendFileAsync("a.bin", offset: 4096);
/// </code>
/// </example>
public static class SocketExtensions
{
    /// <summary>Sends the elements, in order. See <see cref="Transmitter.SendPacketsAsync(Socket, ReadOnlySpan{PacketElement}, SendPacketsOptions?, CancellationToken)"/>.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <param name="elements">What to send; read during the call, borrowed until the task completes.</param>
    /// <param name="options">How to send; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The number of bytes sent. Await it once.</returns>
    /// <exception cref="ArgumentNullException">The socket is null.</exception>
    /// <exception cref="ArgumentException">Through the task: a path has a wildcard beside a range, or a NUL character. Nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of; or, through the task, a file handle among the elements is closed.</exception>
    /// <exception cref="NotSupportedException">The socket is not connected, or of another kind than stream, datagram and record sockets; or the flags ask to disconnect a datagram socket, or to use a Unix-domain socket again.</exception>
    /// <exception cref="FileNotFoundException">Through the task: a file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">Through the task: the folder of a file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">Through the task: no right to read a file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">Through the task: a file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed; the exception tells the bytes sent before.</exception>
    /// <exception cref="SendPacketsCanceledException">Through the task: the token ended the send.</exception>
    /// <exception cref="InvalidOperationException">Through the task: the elements were changed, on another thread, while the call read them. The message says how much was sent.</exception>
    /// <example>
    /// <code>
    /// await socket.SendPacketsAsync([header, PacketElement.FromFile("a.bin"), trailer]);
    /// </code>
    /// </example>
    public static ValueTask<long> SendPacketsAsync(
        this Socket socket, ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options = null, CancellationToken cancellationToken = default) =>
        Transmitter.Shared.SendPacketsAsync(socket, elements, options, cancellationToken);

    /// <summary>Sends the framework's own elements, in order, as <c>Socket.SendPacketsAsync</c> takes them.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <param name="elements">What to send; null elements send nothing. Read during the call, borrowed until the task completes.</param>
    /// <param name="options">How to send; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The number of bytes sent. Await it once.</returns>
    /// <exception cref="ArgumentNullException">The socket or the list is null.</exception>
    /// <exception cref="ArgumentException">Through the task: a path has a wildcard beside a range, or a NUL character. Nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of; or, through the task, a file stream among the elements is closed.</exception>
    /// <exception cref="NotSupportedException">The socket is not connected, or of another kind than stream, datagram and record sockets; or the flags ask to disconnect a datagram socket, or to use a Unix-domain socket again.</exception>
    /// <exception cref="FileNotFoundException">Through the task: a file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">Through the task: the folder of a file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">Through the task: no right to read a file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">Through the task: a file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed; the exception tells the bytes sent before.</exception>
    /// <exception cref="SendPacketsCanceledException">Through the task: the token ended the send.</exception>
    /// <example>
    /// <code>
    /// SendPacketsElement[] elements = [new(header), new("a.bin"), new(trailer)];
    /// await socket.SendPacketsAsync(elements);
    /// </code>
    /// </example>
    public static ValueTask<long> SendPacketsAsync(
        this Socket socket, SendPacketsElement?[] elements, SendPacketsOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!StockElements.TryConvert(elements, out StockElements converted, out ValueTask<long> failed))
            return failed;
        using (converted)
            return Transmitter.Shared.SendPacketsAsync(socket, converted.Span, options, cancellationToken);
    }

    /// <summary>Sends a range of the file at a path.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <param name="path">The file, as <see cref="PacketElement.FromFile(string, long, long?)"/> takes it; opened and closed by the sender.</param>
    /// <param name="offset">First byte of the range, from the start of the file.</param>
    /// <param name="count">Bytes to send, or null for all up to the end of the file.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The number of bytes sent. Await it once.</returns>
    /// <exception cref="ArgumentNullException">The socket or the path is null.</exception>
    /// <exception cref="ArgumentException">The path is empty; or, through the task, it has a wildcard beside a range, or a NUL character.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the count is below 0.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of.</exception>
    /// <exception cref="NotSupportedException">The socket is not connected, or of another kind than stream, datagram and record sockets.</exception>
    /// <exception cref="FileNotFoundException">Through the task: the file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">Through the task: the folder of the file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">Through the task: no right to read the file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">Through the task: the file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed; the exception tells the bytes sent before.</exception>
    /// <exception cref="SendPacketsCanceledException">Through the task: the token ended the send.</exception>
    /// <example>
    /// <code>
    /// await socket.SendFileAsync("a.bin", offset: 4096, count: 1000);
    /// </code>
    /// </example>
    public static ValueTask<long> SendFileAsync(
        this Socket socket, string path, long offset, long? count = null, CancellationToken cancellationToken = default) =>
        Transmitter.Shared.SendPacketsAsync(socket, [PacketElement.FromFile(path, offset, count)], null, cancellationToken);

    /// <summary>Sends a range of an open file. The handle stays the caller's, its position unused and unmoved.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <param name="file">A readable handle of a regular file, open until the task completes.</param>
    /// <param name="offset">First byte of the range, from the start of the file.</param>
    /// <param name="count">Bytes to send, or null for all up to the end of the file.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The number of bytes sent. Await it once.</returns>
    /// <exception cref="ArgumentNullException">The socket or the handle is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The offset or the count is below 0.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed of; or, through the task, the handle is closed.</exception>
    /// <exception cref="NotSupportedException">The socket is not connected, or of another kind than stream, datagram and record sockets.</exception>
    /// <exception cref="IOException">Through the task: the handle is of a device, a socket or a FIFO. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed; the exception tells the bytes sent before.</exception>
    /// <exception cref="SendPacketsCanceledException">Through the task: the token ended the send.</exception>
    /// <example>
    /// <code>
    /// using SafeFileHandle file = File.OpenHandle("a.bin");
    /// await socket.SendFileAsync(file, offset: 0);
    /// </code>
    /// </example>
    public static ValueTask<long> SendFileAsync(
        this Socket socket, SafeFileHandle file, long offset, long? count = null, CancellationToken cancellationToken = default) =>
        Transmitter.Shared.SendPacketsAsync(socket, [PacketElement.FromFile(file, offset, count)], null, cancellationToken);
}
