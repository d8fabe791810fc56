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
    public static ValueTask<long> SendPacketsAsync(
        this Socket socket, ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options = null, CancellationToken cancellationToken = default) =>
        Transmitter.Shared.SendPacketsAsync(socket, elements, options, cancellationToken);

    /// <summary>Sends the framework's own elements, in order, as <c>Socket.SendPacketsAsync</c> takes them.</summary>
    /// <param name="socket">A connected socket.</param>
    /// <param name="elements">What to send; null elements send nothing. Read during the call, borrowed until the task completes.</param>
    /// <param name="options">How to send; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The number of bytes sent. Await it once.</returns>
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
    public static ValueTask<long> SendFileAsync(
        this Socket socket, SafeFileHandle file, long offset, long? count = null, CancellationToken cancellationToken = default) =>
        Transmitter.Shared.SendPacketsAsync(socket, [PacketElement.FromFile(file, offset, count)], null, cancellationToken);
}
