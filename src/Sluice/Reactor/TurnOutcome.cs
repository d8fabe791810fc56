namespace Sluice.Reactor;

/// <summary>How a turn of an operation ended.</summary>
internal enum TurnOutcome
{
    /// <summary>It has its result, good or bad: no turn follows.</summary>
    Finished,

    /// <summary>The socket takes no more for now: the next turn comes when it is writable.</summary>
    WouldBlock,

    /// <summary>It may not go on before a time of its own: the next turn comes then.</summary>
    Paused,

    /// <summary>Its transmitter has as many sends outstanding as it may: the next turn comes when one of them has ended.</summary>
    NoPlace,

    /// <summary>It has had its share: the next turn comes after those of other sockets.</summary>
    Yielded,

    /// <summary>It waits for something of its own, and continues its queue itself when that has come, perhaps already has.</summary>
    Suspended,

    /// <summary>What it has to do next may wait for a disk: a disk thread does it, and the next turn comes after that.</summary>
    Cold,
}
