namespace Sluice;

/// <summary>A send that its cancellation token ended. Nothing is sent after it is thrown.</summary>
/// <remarks>The socket stays open. On a stream that lacks bytes which its reader waits for, there is mostly nothing to be done but to close it.</remarks>
/// <example>
/// <code>
/// try
/// {
///     await socket.SendPacketsAsync([header, PacketElement.FromFile("a.bin")], null, cancellationToken);
/// }
/// catch (SendPacketsCanceledException canceled)
/// {
///     Console.WriteLine($"{canceled.BytesTransferred} bytes were taken before");
/// }
/// </code>
/// </example>
public class SendPacketsCanceledException : OperationCanceledException
{
    /// <summary>A cancelled send.</summary>
    /// <param name="bytesTransferred">Bytes that the kernel, or the stream that was sent over, had taken.</param>
    /// <param name="cancellationToken">The token that ended it.</param>
    public SendPacketsCanceledException(long bytesTransferred, CancellationToken cancellationToken)
        : base($"The send was cancelled. The kernel had taken {bytesTransferred} bytes.", cancellationToken)
    {
        BytesTransferred = bytesTransferred;
    }

    /// <summary>Bytes that the kernel had taken when the send ended; over a stream that is no socket, the bytes of the writes that had completed.</summary>
    public long BytesTransferred { get; }
}
