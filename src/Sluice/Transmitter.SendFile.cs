using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sluice.Diagnostics;
using Sluice.Operations;
using Sluice.Reactor;

namespace Sluice;

/// <content>The framework's own <c>Socket.SendFileAsync</c>, call for call.</content>
public sealed partial class Transmitter
{
    /// <summary>Sends a file over a connected stream socket, as <see cref="Socket.SendFileAsync(string?, CancellationToken)"/> does.</summary>
    /// <param name="socket">A connected stream socket. It stays the caller's to close.</param>
    /// <param name="fileName">
    /// A full path, or a name looked up in the working directory; opened by the call, and closed on every way out. No character of it is a wildcard. Null sends nothing.
    /// </param>
    /// <param name="cancellationToken">Ends the send. Nothing is sent after the task has ended.</param>
    /// <returns>A task that ends when the kernel has taken every byte. Await it once.</returns>
    /// <remarks>Errors of opening the file are thrown by the call, as by the framework's own: so the call looks the file up itself, even on a slow disk.</remarks>
    /// <exception cref="ArgumentNullException">The socket is null.</exception>
    /// <exception cref="ArgumentException">The file name is empty, or has a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The socket or this transmitter is disposed of.</exception>
    /// <exception cref="NotSupportedException">The socket is not connected; or, through the task, it is no stream socket.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder of the file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to read the file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">The file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed. A <see cref="SocketException"/>.</exception>
    /// <exception cref="OperationCanceledException">Through the task: the token ended the send.</exception>
    /// <example><code>await Transmitter.Shared.SendFileAsync(socket, "a.bin", cancellationToken);</code></example>
    public ValueTask SendFileAsync(Socket socket, string? fileName, CancellationToken cancellationToken = default) =>
        SendFileAsync(socket, fileName, default, default, TransmitFileOptions.UseDefaultWorkerThread, cancellationToken);

    /// <summary>
    /// Sends a buffer, a file and another buffer over a connected stream socket, as
    /// <see cref="Socket.SendFileAsync(string?, ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, TransmitFileOptions, CancellationToken)"/> does: the same
    /// arguments, exceptions of the same kinds at the same places. It is there for code that is to change in one word, or not at all (docs/drop-in.md); the
    /// sends of <see cref="SocketExtensions"/> tell the bytes sent.
    /// </summary>
    /// <param name="socket">A connected stream socket. It stays the caller's to close.</param>
    /// <param name="fileName">
    /// A full path, or a name looked up in the working directory; opened by the call, and closed on every way out. No character of it is a wildcard. Null for no file.
    /// </param>
    /// <param name="preBuffer">Bytes before the file; not to be changed or returned before the task ends.</param>
    /// <param name="postBuffer">Bytes after the file; not to be changed or returned before the task ends.</param>
    /// <param name="flags">As docs/flags.md defines them for this sender.</param>
    /// <param name="cancellationToken">Ends the send. Nothing is sent after the task has ended.</param>
    /// <returns>A task that ends when the kernel has taken every byte. Await it once.</returns>
    /// <remarks>Errors of opening the file are thrown by the call, as by the framework's own: so the call looks the file up itself, even on a slow disk.</remarks>
    /// <exception cref="ArgumentNullException">The socket is null.</exception>
    /// <exception cref="ArgumentException">The file name is empty, or has a NUL character.</exception>
    /// <exception cref="ObjectDisposedException">The socket or this transmitter is disposed of.</exception>
    /// <exception cref="NotSupportedException">The socket is not connected, or the flags ask to use a Unix-domain socket again; or, through the task, it is no stream socket.</exception>
    /// <exception cref="FileNotFoundException">The file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder of the file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to read the file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">The file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <exception cref="SendPacketsException">Through the task: the send failed, or the flags cannot be combined. A <see cref="SocketException"/>.</exception>
    /// <exception cref="OperationCanceledException">Through the task: the token ended the send.</exception>
    /// <example>
    /// <code>
    /// await Transmitter.Shared.SendFileAsync(socket, "a.bin", header, trailer, TransmitFileOptions.UseDefaultWorkerThread);
    /// </code>
    /// </example>
    public ValueTask SendFileAsync(
        Socket socket,
        string? fileName,
        ReadOnlyMemory<byte> preBuffer,
        ReadOnlyMemory<byte> postBuffer,
        TransmitFileOptions flags,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);

        // In the framework's order: the token first, then the kind of the socket, both through the task; what comes then, by the call.
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        if (socket.SocketType != SocketType.Stream)
            return ValueTask.FromException(new NotSupportedException("SendFileAsync is for stream sockets: send datagrams by SendPacketsAsync."));

        SendSettings settings = new(flags, SendSize: 0);
        ThrowIfUnusable(socket, flags);
        ThrowIfNeverReusable(socket, settings);
        PacketElement file = fileName is null ? default : PacketElement.FromExactFile(fileName);
        if (QueueOf(socket, out SendResult failure) is not { } queue)
        {
            SendRecord.Refused(SendMetrics.OverSocket, failure);
            return ValueTask.FromException(failure.ToException(cancellationToken));
        }

        ValueTask<long> send = SendOpenedAsync(queue, socket, [preBuffer, file, postBuffer], settings, cancellationToken);
        if (!send.IsCompletedSuccessfully)
            return WithoutCount(send);
        _ = send.Result;
        return default;
    }

    /// <summary>The awaitable send where the call opens the files itself, and throws what that throws.</summary>
    private ValueTask<long> SendOpenedAsync(
        SendQueue queue, Socket socket, ReadOnlySpan<PacketElement> elements, in SendSettings settings, CancellationToken cancellationToken)
    {
        SendOperation operation = Rent(queue, socket, CanCork(socket));
        try
        {
            if (TryStart(operation, elements, settings, mayWait: true, cancellationToken, out ValueTask<long> started))
                return started;
        }
        catch (Exception fault)
        {
            operation.EndByFault(fault);
            throw;
        }

        return Ended(operation.EndInline(), cancellationToken);
    }

    // Pooled: a send allocates nothing once warm, also one that has to wait.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask WithoutCount(ValueTask<long> send) => await send.ConfigureAwait(false);
}
