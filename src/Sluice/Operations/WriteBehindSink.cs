namespace Sluice.Operations;

/// <summary>
/// The event pattern's: a call that sees its send accepted completes inline. Where the send is accepted only after the call has returned, or ends first, the
/// event tells.
/// </summary>
internal sealed class WriteBehindSink(ICompletionSink sink, object target) : WriteBehind, IThreadPoolWorkItem
{
    private const int Open = 0;
    private const int Accepted = 1;
    private const int Returned = 2;

    private int _state;

    /// <summary>The call is about to return. True where the send was accepted before: it is to complete inline.</summary>
    public bool CompletesInline() => Interlocked.CompareExchange(ref _state, Returned, Open) == Accepted;

    /// <summary>Raises the event of a send that was accepted late.</summary>
    public void Execute() => sink.Complete(target, new SendResult(AcceptedBytes));

    // On the thread of a turn, under whatever gate: the caller's code runs elsewhere.
    protected override void TellEarly(long bytes)
    {
        if (Interlocked.CompareExchange(ref _state, Accepted, Open) == Returned)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void TellEnd(object ignored, in SendResult result) => sink.Complete(target, result);
}
