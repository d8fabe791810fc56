using System.Net.Sockets;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>The results that every engine may come to.</summary>
internal static class SendResults
{
    public static SendResult Done(SendOperation operation) => new(operation.Cursor.Position);

    /// <summary>It was asked to end.</summary>
    public static SendResult Stopped(SendOperation operation)
    {
        return operation.StopRequested == StopReason.Canceled ? Canceled(operation) : Aborted(operation);
    }

    /// <summary>Its token ended it.</summary>
    public static SendResult Canceled(SendOperation operation) =>
        new(operation.Cursor.Position, FailureKind.Canceled, SocketError.OperationAborted, operation.Cursor.Element);

    /// <summary>The socket was closed by its owner.</summary>
    public static SendResult Aborted(SendOperation operation) =>
        new(operation.Cursor.Position, FailureKind.Aborted, SocketError.OperationAborted, operation.Cursor.Element);

    /// <summary>A call on the socket failed.</summary>
    public static SendResult SocketFailed(SendOperation operation, Errno error) => operation.IsSocketClosed
        ? Aborted(operation)
        : new SendResult(operation.Cursor.Position, FailureKind.Socket, error.ToSocketError(), operation.Cursor.Element);

    /// <summary>A file ended before its time.</summary>
    public static SendResult FileShrank(SendOperation operation, in OpenFile file) =>
        FileFailed(operation, FileErrors.Shrank(file.Name, operation.Cursor.FileOffset));

    /// <summary>A file could not be read.</summary>
    public static SendResult FileUnreadable(SendOperation operation, in OpenFile file, Errno error) =>
        FileFailed(operation, FileErrors.Unreadable(error, file.Name, operation.Cursor.FileOffset));

    /// <summary>A file could not be read by the framework.</summary>
    public static SendResult FileUnreadable(SendOperation operation, in OpenFile file, Exception cause) =>
        FileFailed(operation, FileErrors.Unreadable(cause, file.Name, operation.Cursor.FileOffset));

    /// <summary>A file that was closed after its check could not be opened again, or is another one.</summary>
    public static SendResult FileNotReady(SendOperation operation) => FileFailed(operation, operation.Files.ReopenFailure!);

    private static SendResult FileFailed(SendOperation operation, IOException cause) =>
        new(operation.Cursor.Position, FailureKind.File, SocketError.SocketError, operation.Cursor.Element, null, cause);
}
