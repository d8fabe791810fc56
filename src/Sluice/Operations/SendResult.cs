using System.Net.Sockets;

namespace Sluice.Operations;

/// <summary>What a send came to.</summary>
/// <param name="Bytes">Bytes that the kernel took.</param>
/// <param name="Kind">What ended it early, if anything did.</param>
/// <param name="Error">The socket error that stands for it.</param>
/// <param name="Element">Index of the element at which it ended early; -1 otherwise.</param>
/// <param name="Message">What happened, where the error alone does not say it.</param>
/// <param name="Cause">The exception behind it, where there is one.</param>
internal readonly record struct SendResult(
    long Bytes, FailureKind Kind = FailureKind.None, SocketError Error = SocketError.Success, int Element = -1, string? Message = null, Exception? Cause = null)
{
    public bool Succeeded => Kind == FailureKind.None;

    /// <summary>
    /// The kind of its failure, as the OpenTelemetry attribute error.type has it: the name of a socket error, or the full name of the exception's type; null where it has none.
    /// </summary>
    public string? ErrorType => Kind switch
    {
        FailureKind.None => null,
        FailureKind.Canceled => "canceled",
        FailureKind.File or FailureKind.Fault => Cause!.GetType().FullName,
        FailureKind.Socket when Error == SocketError.SocketError && Cause is not null => Cause.GetType().FullName,
        _ => Error.ToString(),
    };

    /// <summary>The exception that the awaitable pattern throws for it.</summary>
    public Exception ToException(CancellationToken cancellationToken) => Kind switch
    {
        FailureKind.Canceled => new SendPacketsCanceledException(Bytes, cancellationToken),
        FailureKind.Fault => Cause!,
        _ => new SendPacketsException(Error, Message ?? Describe(), Bytes, Element, Cause),
    };

    private string Describe()
    {
        string what = Kind switch
        {
            FailureKind.Aborted => "The socket was closed, or its transmitter disposed of, during the send",
            FailureKind.File => Cause!.Message.TrimEnd('.'),
            _ => new SocketException((int)Error).Message,
        };
        return $"{what}. The kernel had taken {Bytes} bytes, and the send was at element {Element}.";
    }
}
