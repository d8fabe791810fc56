namespace Sluice.Operations;

/// <summary>Where the completion of a pending send runs.</summary>
internal enum CompletionThread
{
    /// <summary>The thread pool.</summary>
    Pool,

    /// <summary>A thread of the sender's own, which a busy pool cannot delay.</summary>
    System,

    /// <summary>The thread that the send went on on, without a hop.</summary>
    Reactor,
}
