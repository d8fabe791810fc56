namespace Sluice.Operations;

/// <summary>
/// Whom a send with WriteBehind tells: early, when all of it is queued here, or at its end where that comes first or where its length is not known before.
/// </summary>
internal abstract class WriteBehind : ICompletionSink
{
    /// <summary>Whether it was told early: what becomes of the send afterwards is no longer its caller's to hear.</summary>
    public bool WasAccepted { get; private set; }

    /// <summary>The bytes of the whole send, once it was told early.</summary>
    public long AcceptedBytes { get; private set; }

    /// <summary>All of the send is queued. Called by the owner of its turn, or before it has one.</summary>
    public void Accept(long bytes)
    {
        AcceptedBytes = bytes;
        WasAccepted = true;
        TellEarly(bytes);
    }

    public void Complete(object target, in SendResult result)
    {
        if (!WasAccepted)
            TellEnd(target, result);
    }

    protected abstract void TellEarly(long bytes);

    protected abstract void TellEnd(object target, in SendResult result);
}
