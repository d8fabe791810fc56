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
    public static ValueTask<long> SendPacketsAsync(
        this Stream stream, ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options = null, CancellationToken cancellationToken = default) =>
        Transmitter.Shared.SendPacketsAsync(stream, elements, options, cancellationToken);

    /// <summary>Sends the framework's own elements, in order.</summary>
    /// <param name="stream">A stream that can be written to.</param>
    /// <param name="elements">What to send; null elements send nothing. Read during the call, borrowed until the task completes.</param>
    /// <param name="options">How to send; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>The number of bytes sent. Await it once.</returns>
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
    public static ValueTask<long> SendFileAsync(
        this Stream stream, SafeFileHandle file, long offset, long? count = null, CancellationToken cancellationToken = default) =>
        Transmitter.Shared.SendPacketsAsync(stream, [PacketElement.FromFile(file, offset, count)], null, cancellationToken);
}
