using System.Net.Sockets;

namespace Sluice;

/// <summary>A send that failed, with the bytes that the kernel had taken before and the element at which it happened.</summary>
/// <remarks>
/// The socket stays open and is the caller's to close: on a stream, <see cref="BytesTransferred"/> tells how much of the send
/// is on the wire. Where a file was the cause (it shrank, or could not be read), <see cref="Exception.InnerException"/> is an
/// <see cref="IOException"/> that names it, and <see cref="SocketException.SocketErrorCode"/> is <see cref="SocketError.SocketError"/>.
/// </remarks>
/// <example>
/// <code>
/// try
/// {
///     await socket.SendPacketsAsync([header, PacketElement.FromFile("a.bin")]);
/// }
/// catch (SendPacketsException failure)
/// {
///     Console.WriteLine($"{failure.SocketErrorCode} at element {failure.ElementIndex}, after {failure.BytesTransferred} bytes: {failure.Message}");
///     socket.Dispose();
/// }
/// </code>
/// </example>
public class SendPacketsException : SocketException
{
    /// <summary>A failed send.</summary>
    /// <param name="error">The socket's error, or <see cref="SocketError.SocketError"/> where a file was the cause.</param>
    /// <param name="message">What happened, and what to do about it.</param>
    /// <param name="bytesTransferred">Bytes that the kernel, or the stream that was sent over, had taken.</param>
    /// <param name="elementIndex">Index of the element that failed, or -1 where none did.</param>
    /// <param name="innerException">The cause, where it is not the socket.</param>
    public SendPacketsException(
        SocketError error, string message, long bytesTransferred, int elementIndex, Exception? innerException = null)
        : base((int)error, message)
    {
        BytesTransferred = bytesTransferred;
        ElementIndex = elementIndex;
        if (innerException is not null)
            Interop.ExceptionAccess.SetInner(this, innerException);
    }

    /// <summary>Bytes that the kernel had taken when the send failed; over a stream that is no socket, the bytes of the writes that had completed.</summary>
    public long BytesTransferred { get; }

    /// <summary>Index, in the list given to the send, of the element that failed; -1 where none did.</summary>
    public int ElementIndex { get; }
}
