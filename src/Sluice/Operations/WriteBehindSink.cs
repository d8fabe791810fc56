namespace Sluice.Operations;

/// <summary>The event pattern's: the call itself sees that the send was accepted, and completes inline; otherwise the sink is told at the end.</summary>
internal sealed class WriteBehindSink(ICompletionSink sink) : WriteBehind
{
    protected override void TellEarly(long bytes)
    {
        // Nobody waits yet: the plan of this pattern is made by the call, and so is the acceptance.
    }

    protected override void TellEnd(object target, in SendResult result) => sink.Complete(target, result);
}
