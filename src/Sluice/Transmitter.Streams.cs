using System.Net.Sockets;
using Sluice.Operations;
using Sluice.Writing;

namespace Sluice;

/// <content>Sends over streams.</content>
public sealed partial class Transmitter
{
    /// <summary>
    /// Sends the elements, in order, over any stream that can be written to, such as an <see cref="System.Net.Security.SslStream"/> or the stream of a pipe: small pieces
    /// gathered, files read ahead of the writing. A plain <see cref="NetworkStream"/> is sent over by its socket.
    /// </summary>
    /// <param name="stream">
    /// A stream that can be written to. It stays the caller's to close, and is not to be written to by others before the task completes; sends of transmitters over
    /// one stream wait for each other. Its <see cref="Stream.FlushAsync(CancellationToken)"/> is called at every end of a packet, and at the end.
    /// </param>
    /// <param name="elements">
    /// What to send. The list is read during the call; what it names is borrowed until the task completes (see <see cref="PacketElement"/>).
    /// </param>
    /// <param name="options">How to send; null for the defaults. docs/streams.md tells what each option means on a stream.</param>
    /// <param name="cancellationToken">Ends the send. Nothing is written after the task has completed.</param>
    /// <returns>The number of bytes sent: the stream has taken all of them. Await it once.</returns>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="ArgumentException">Through the task: a path has a wildcard beside a range, or a NUL character. Nothing was sent.</exception>
    /// <exception cref="ObjectDisposedException">The stream or this transmitter is disposed of; or, through the task, a file handle among the elements is closed.</exception>
    /// <exception cref="NotSupportedException">
    /// The stream cannot be written to, or is not authenticated yet; or the options ask for Disconnect, ReuseSocket or WriteBehind, which are for sockets.
    /// </exception>
    /// <exception cref="FileNotFoundException">Through the task: a file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">Through the task: the folder of a file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">Through the task: no right to read a file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">Through the task: a file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed; the exception tells the bytes of the writes that had completed before.</exception>
    /// <exception cref="SendPacketsCanceledException">Through the task: the token ended the send. A write that it ended in the middle may have left a part behind.</exception>
    /// <example>
    /// <code>
    /// long sent = await Transmitter.Shared.SendPacketsAsync(sslStream, [header, PacketElement.FromFile("a.bin"), trailer]);
    /// </code>
    /// </example>
    public ValueTask<long> SendPacketsAsync(
        Stream stream, ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ObjectDisposedException.ThrowIf(_operations.IsDisposed, this);
        SendSettings settings = SendSettings.From(options);
        StreamState.ThrowIfNoStreamCan(settings);
        StreamState.ThrowIfUnusable(stream);

        // Exactly this type: what derives from it may do something with the bytes.
        return stream.GetType() == typeof(NetworkStream)
            ? SendPacketsAsync(((NetworkStream)stream).Socket, elements, options, cancellationToken)
            : _streams.SendAsync(stream, elements, settings, cancellationToken);
    }
}
