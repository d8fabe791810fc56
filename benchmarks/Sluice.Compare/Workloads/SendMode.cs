namespace Sluice.Compare.Workloads;

/// <summary>When a connection begins its next send.</summary>
internal enum SendMode
{
    /// <summary>As soon as the last one completes: the sockets are full, and sends wait for room.</summary>
    Flood,

    /// <summary>As soon as the peer, which has got all of the last one, has answered with a byte: request and response.</summary>
    Answers,
}
