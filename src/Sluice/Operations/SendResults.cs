using System.Net.Sockets;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>The results that every engine may come to.</summary>
internal static class SendResults
{
    public static SendResult Done(SendOperation operation) => new(operation.Cursor.Position);

    /// <summary>Every byte is with the peer, and now the connection is ended.</summary>
    public static SendResult Disconnected(SendOperation operation)
    {
        SocketError error = operation.Queue!.Owner.Disconnect(operation.Settings.ReusesSocket);
        return error == SocketError.Success
            ? Done(operation)
            : new SendResult(operation.Cursor.Position, FailureKind.Socket, error, operation.Cursor.Element);
    }

    /// <summary>It was asked to end.</summary>
    public static SendResult Stopped(SendOperation operation) => operation.StopRequested switch
    {
        StopReason.Canceled => Canceled(operation),
        StopReason.Stalled => Stalled(operation),
        _ => Aborted(operation),
    };

    /// <summary>It was asked to end while a disk thread makes its plan: nothing was sent.</summary>
    public static SendResult StoppedBeforeItsPlan(SendOperation operation) => operation.StopRequested switch
    {
        StopReason.Canceled => new SendResult(0, FailureKind.Canceled, SocketError.OperationAborted),
        StopReason.Stalled => new SendResult(
            0, FailureKind.Socket, SocketError.TimedOut, -1,
            $"The files of the send could not be opened within {operation.Settings.Options!.StallTimeout}, its stall timeout: their disk does not answer. Nothing was sent."),
        _ => new SendResult(0, FailureKind.Aborted, SocketError.OperationAborted),
    };

    /// <summary>Its token ended it.</summary>
    public static SendResult Canceled(SendOperation operation) =>
        new(operation.Cursor.Position, FailureKind.Canceled, SocketError.OperationAborted, operation.Cursor.Element);

    /// <summary>The socket was closed by its owner.</summary>
    public static SendResult Aborted(SendOperation operation) =>
        new(operation.Cursor.Position, FailureKind.Aborted, SocketError.OperationAborted, operation.Cursor.Element);

    /// <summary>The kernel took nothing of it for too long.</summary>
    public static SendResult Stalled(SendOperation operation) => new(
        operation.Cursor.Position, FailureKind.Socket, SocketError.TimedOut, operation.Cursor.Element,
        $"The kernel took no byte for {operation.Settings.Options!.StallTimeout}, the stall timeout of the send: the peer does not read, or a disk does not answer. "
        + $"{operation.Cursor.Position} bytes had been taken, and the send was at element {operation.Cursor.Element}.");

    /// <summary>A send with WriteBehind before it left a gap in the stream.</summary>
    public static SendResult AfterLateFailure(Exception late) => new(
        0, FailureKind.Aborted, SocketError.ConnectionAborted, -1,
        $"A send with WriteBehind failed after its completion, and its bytes are missing from the stream: {late.Message} Close the socket.", late);

    /// <summary>Its caller changed elements of which the call had sent some already.</summary>
    public static SendResult ElementsChanged(long sent) => new(sent, FailureKind.Fault, SocketError.Fault, -1, null, OfferedArrays.Changed(sent));

    /// <summary>A call on the socket failed.</summary>
    public static SendResult SocketFailed(SendOperation operation, Errno error) => operation.IsSocketClosed
        ? Aborted(operation)
        : new SendResult(operation.Cursor.Position, FailureKind.Socket, error.ToSocketError(), operation.Cursor.Element);

    /// <summary>A file ended before its time.</summary>
    public static SendResult FileShrank(SendOperation operation, in OpenFile file) =>
        FileShrank(operation, file, operation.Cursor);

    /// <summary>A file ended before its time, ahead of what has been sent.</summary>
    public static SendResult FileShrank(SendOperation operation, in OpenFile file, in SendCursor at) =>
        FileFailed(operation, at, FileErrors.Shrank(file.Name, at.FileOffset));

    /// <summary>A file could not be read.</summary>
    public static SendResult FileUnreadable(SendOperation operation, in OpenFile file, Errno error) =>
        FileUnreadable(operation, file, error, operation.Cursor);

    /// <summary>A file could not be read, ahead of what has been sent.</summary>
    public static SendResult FileUnreadable(SendOperation operation, in OpenFile file, Errno error, in SendCursor at) =>
        FileFailed(operation, at, FileErrors.Unreadable(error, file.Name, at.FileOffset));

    /// <summary>A file could not be read by the framework.</summary>
    public static SendResult FileUnreadable(SendOperation operation, in OpenFile file, Exception cause) =>
        FileUnreadable(operation, file, cause, operation.Cursor);

    /// <summary>A file could not be read by the framework, ahead of what has been sent.</summary>
    public static SendResult FileUnreadable(SendOperation operation, in OpenFile file, Exception cause, in SendCursor at) =>
        FileFailed(operation, at, FileErrors.Unreadable(cause, file.Name, at.FileOffset));

    /// <summary>A file that was closed after its check could not be opened again, or is another one.</summary>
    public static SendResult FileNotReady(SendOperation operation) => FileNotReady(operation, operation.Cursor);

    /// <summary>The same, ahead of what has been sent.</summary>
    public static SendResult FileNotReady(SendOperation operation, in SendCursor at) => FileFailed(operation, at, operation.Files.ReopenFailure!);

    private static SendResult FileFailed(SendOperation operation, in SendCursor at, IOException cause) =>
        new(operation.Cursor.Position, FailureKind.File, SocketError.SocketError, at.Element, null, cause);
}
