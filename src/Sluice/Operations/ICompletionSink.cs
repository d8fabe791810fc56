namespace Sluice.Operations;

/// <summary>Who is told of the end of a pending operation, where that is not an awaiter.</summary>
internal interface ICompletionSink
{
    /// <summary>Tells it, once.</summary>
    /// <param name="target">What the caller gave the operation for this.</param>
    /// <param name="result">What the operation came to.</param>
    void Complete(object target, in SendResult result);
}
