using System.Net.Sockets;
using Sluice.Operations;
using Sluice.Planning;

namespace Sluice.Writing;

/// <summary>The results that a send over a stream may come to.</summary>
internal static class WriteResults
{
    public static SendResult Done(in SendCursor cursor) => new(cursor.Position);

    /// <summary>Its token ended it.</summary>
    public static SendResult Canceled(in SendCursor cursor) =>
        new(cursor.Position, FailureKind.Canceled, SocketError.OperationAborted, cursor.Element);

    /// <summary>Its transmitter was disposed of.</summary>
    public static SendResult Aborted(in SendCursor cursor) => new(
        cursor.Position, FailureKind.Aborted, SocketError.OperationAborted, cursor.Element,
        $"The transmitter was disposed of during the send. {Standing(cursor)}");

    /// <summary>The stream took too long for one write or flush.</summary>
    public static SendResult Stalled(in SendCursor cursor, TimeSpan stallTimeout) => new(
        cursor.Position, FailureKind.Socket, SocketError.TimedOut, cursor.Element,
        $"A write to the stream took longer than {stallTimeout}, the stall timeout of the send: the peer does not read. {Standing(cursor)}");

    /// <summary>What its caller is to get as it is.</summary>
    public static SendResult Fault(in SendCursor cursor, Exception fault) =>
        new(cursor.Position, FailureKind.Fault, SocketError.Fault, cursor.Element, null, fault);

    /// <summary>The stream threw it.</summary>
    public static SendResult StreamFailed(in SendCursor cursor, Exception fault)
    {
        if (fault is ObjectDisposedException)
        {
            return new SendResult(
                cursor.Position, FailureKind.Aborted, SocketError.OperationAborted, cursor.Element, $"The stream was closed during the send. {Standing(cursor)}", fault);
        }

        return new SendResult(
            cursor.Position, FailureKind.Socket, ErrorBehind(fault), cursor.Element, $"The stream could not take more: {fault.Message} {Standing(cursor)}", fault);
    }

    private static string Standing(in SendCursor cursor) => $"The stream had taken {cursor.Position} bytes, and the send was at element {cursor.Element}.";

    /// <summary>The socket's error, where the stream ends in a socket and that was the cause.</summary>
    private static SocketError ErrorBehind(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException failure)
                return failure.SocketErrorCode;
        }

        return fault is OperationCanceledException ? SocketError.OperationAborted : SocketError.SocketError;
    }
}
