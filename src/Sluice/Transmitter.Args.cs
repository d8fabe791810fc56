using System.Net.Sockets;
using Sluice.Diagnostics;
using Sluice.Interop;
using Sluice.Operations;

namespace Sluice;

/// <content>The documented event pattern, on the framework's own args.</content>
public sealed partial class Transmitter
{
    /// <summary>
    /// Sends the elements of <see cref="SocketAsyncEventArgs.SendPacketsElements"/> over a connected socket, as
    /// <c>Socket.SendPacketsAsync(SocketAsyncEventArgs)</c> documents it.
    /// </summary>
    /// <param name="socket">A connected socket. It stays the caller's to close.</param>
    /// <param name="e">
    /// The stock args, with their elements, flags and send size. Not to be changed or used for another operation until this one completes;
    /// then they can be used again at once, also from inside <see cref="SocketAsyncEventArgs.Completed"/>.
    /// </param>
    /// <returns>
    /// <see langword="true"/> where the send is pending: <see cref="SocketAsyncEventArgs.Completed"/> is raised once, on the thread pool.
    /// <see langword="false"/> where it has completed inline: the event is not raised, and the results can be read from <paramref name="e"/>.
    /// </returns>
    /// <remarks>
    /// Files are opened by the call itself, for their errors are thrown by it. <see cref="SocketAsyncEventArgs.BytesTransferred"/> holds at most
    /// <see cref="int.MaxValue"/>; <see cref="GetBytesTransferred"/> has the true count, <see cref="GetException"/> what is behind an error. On a runtime
    /// whose args cannot be completed from outside, the call is handed to <c>Socket.SendPacketsAsync</c>.
    /// </remarks>
    /// <exception cref="ArgumentNullException">The socket or the args are null.</exception>
    /// <exception cref="ArgumentException">The element list was never set; or a path has a wildcard beside a range, or a NUL character. Nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">The args are in use by another operation.</exception>
    /// <exception cref="ObjectDisposedException">The socket or this transmitter is disposed of, or a file stream among the elements is closed.</exception>
    /// <exception cref="NotSupportedException">The socket is not connected, or of another kind than stream, datagram and record sockets; or the flags ask to disconnect a datagram socket, or to use a Unix-domain socket again.</exception>
    /// <exception cref="FileNotFoundException">A file does not exist. Nothing was sent.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder of a file does not exist. Nothing was sent.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to read a file, or it is a folder. Nothing was sent.</exception>
    /// <exception cref="IOException">A file is a device, a socket or a FIFO, or cannot be opened. Nothing was sent.</exception>
    /// <example>
    /// <code>
    /// args.SendPacketsElements = [new SendPacketsElement(header), new SendPacketsElement("a.bin")];
    /// if (!Transmitter.Shared.SendPacketsAsync(socket, args))
    ///     OnCompleted(socket, args);
    /// </code>
    /// </example>
    public bool SendPacketsAsync(Socket socket, SocketAsyncEventArgs e)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(e);
        if (!BridgesArgs)
            return socket.SendPacketsAsync(e);

        ThrowIfClosed(socket);
        if (e.SendPacketsElements is not { } elements)
            throw new ArgumentException("The args have no elements: set SendPacketsElements before the send.", nameof(e));
        ThrowIfUnusable(socket, e.SendPacketsFlags);
        SendSettings settings = new(e.SendPacketsFlags, e.SendPacketsSendSize);
        ThrowIfNeverReusable(socket, settings);

        ArgsCompletion completion = ArgsCompletion.Instance;
        completion.Start(socket, e);
        SendOperation? operation = null;
        try
        {
            if (QueueOf(socket, out SendResult failure) is not { } queue)
            {
                SendRecord.Refused(SendMetrics.OverSocket, failure);
                completion.CompleteInline(e, failure);
                return false;
            }

            operation = Rent(queue, socket, CanCork(socket));
            WriteBehindSink? behind = settings.WritesBehind ? new WriteBehindSink(completion, e) : null;
            operation.CompleteTo((ICompletionSink?)behind ?? completion, e);
            if (TryStart(operation, elements, settings))
            {
                if (behind?.CompletesInline() != true)
                    return true;
                completion.CompleteInline(e, new SendResult(behind.AcceptedBytes));
                return false;
            }

            // Told early by a backend that accepts before it sends, the caller has its result already.
            if (behind is { WasAccepted: true })
            {
                operation.EndInline();
                completion.CompleteInline(e, new SendResult(behind.AcceptedBytes));
                return false;
            }
        }
        catch (Exception fault)
        {
            operation?.EndByFault(fault);
            completion.CompleteInline(e, default);
            throw;
        }

        completion.CompleteInline(e, operation.EndInline());
        return false;
    }

    /// <summary>Whether the stock args can be completed from outside. A test may say that they cannot.</summary>
    internal bool BridgesArgs
    {
        // Asked by the first send with args: finding out makes a socket and two operations, of which other sends need nothing.
        get => field && ArgsAccess.IsSupported;
        init;
    } = true;

    /// <summary>
    /// The true number of bytes that the last send with these args transferred. <see cref="SocketAsyncEventArgs.BytesTransferred"/> cannot hold more than
    /// <see cref="int.MaxValue"/>.
    /// </summary>
    /// <param name="e">Args whose last operation was a send of a <see cref="Transmitter"/>.</param>
    /// <returns>Bytes that the kernel has taken.</returns>
    /// <exception cref="ArgumentNullException">The args are null.</exception>
    /// <example><code>Console.WriteLine($"{Transmitter.GetBytesTransferred(args)} bytes sent");</code></example>
    public static long GetBytesTransferred(SocketAsyncEventArgs e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return ArgsCompletion.Instance.GetBytesTransferred(e);
    }

    /// <summary>
    /// What is behind the <see cref="SocketAsyncEventArgs.SocketError"/> of the last send with these args: a <see cref="SendPacketsException"/> with the
    /// element and, where a file was the cause, an <see cref="IOException"/> inside; or the exception that reading the caller's memory threw.
    /// </summary>
    /// <param name="e">Args whose last operation was a send of a <see cref="Transmitter"/>.</param>
    /// <returns>The exception, or null after a success.</returns>
    /// <exception cref="ArgumentNullException">The args are null.</exception>
    /// <example>
    /// <code>
    /// if (args.SocketError != SocketError.Success)
    ///     Console.WriteLine($"{args.SocketError}: {Transmitter.GetException(args)?.Message}");
    /// </code>
    /// </example>
    public static Exception? GetException(SocketAsyncEventArgs e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return ArgsCompletion.Instance.GetException(e);
    }

    private static bool TryStart(SendOperation operation, SendPacketsElement?[] elements, in SendSettings settings)
    {
        using StockElements converted = new(elements);
        return operation.TryStart(converted.Span, settings, mayWait: true, CancellationToken.None);
    }
}
