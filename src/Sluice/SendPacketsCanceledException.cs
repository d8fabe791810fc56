namespace Sluice;

/// <summary>A send that its cancellation token ended. Nothing is sent after it is thrown.</summary>
public class SendPacketsCanceledException : OperationCanceledException
{
    /// <summary>A cancelled send.</summary>
    /// <param name="bytesTransferred">Bytes that the kernel had taken.</param>
    /// <param name="cancellationToken">The token that ended it.</param>
    public SendPacketsCanceledException(long bytesTransferred, CancellationToken cancellationToken)
        : base($"The send was cancelled. The kernel had taken {bytesTransferred} bytes.", cancellationToken)
    {
        BytesTransferred = bytesTransferred;
    }

    /// <summary>Bytes that the kernel had taken when the send ended.</summary>
    public long BytesTransferred { get; }
}
