using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sluice.Operations;

namespace Sluice.Interop;

/// <summary>
/// Carries the result of a send over into the stock args that asked for it. What they have no room for, a count above
/// <see cref="int.MaxValue"/> and the exception behind an error, is kept beside them until their next send.
/// </summary>
internal sealed class ArgsCompletion : ICompletionSink
{
    private readonly ConditionalWeakTable<SocketAsyncEventArgs, Details> _details = new();

    // Whether any args ever had details: most processes never pay for looking.
    private volatile bool _hasDetails;

    public static ArgsCompletion Instance { get; } = new();

    /// <summary>Begins an operation on the args: what their last one left behind is forgotten.</summary>
    public void Start(Socket socket, SocketAsyncEventArgs args)
    {
        ArgsAccess.Start(socket, args);
        if (_hasDetails)
            _details.Remove(args);
    }

    public void CompleteInline(SocketAsyncEventArgs args, in SendResult result)
    {
        Keep(args, result);
        ArgsAccess.FinishInline(args, result.Error, Saturate(result.Bytes));
    }

    public void Complete(object target, in SendResult result)
    {
        SocketAsyncEventArgs args = (SocketAsyncEventArgs)target;
        Keep(args, result);
        ArgsAccess.FinishPending(args, result.Error, Saturate(result.Bytes));
    }

    public long GetBytesTransferred(SocketAsyncEventArgs args) =>
        _hasDetails && _details.TryGetValue(args, out Details? details) ? details.Bytes : args.BytesTransferred;

    public Exception? GetException(SocketAsyncEventArgs args) =>
        _hasDetails && _details.TryGetValue(args, out Details? details) ? details.Exception : null;

    private static int Saturate(long bytes) => (int)Math.Min(bytes, int.MaxValue);

    private void Keep(SocketAsyncEventArgs args, in SendResult result)
    {
        if (result.Succeeded && result.Bytes <= int.MaxValue)
            return;
        _hasDetails = true;
        _details.AddOrUpdate(args, new Details(result.Bytes, result.Succeeded ? null : result.ToException(CancellationToken.None)));
    }

    private sealed record Details(long Bytes, Exception? Exception);
}
