using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>One system call as the simulated kernel saw it: what was asked, and what came back.</summary>
internal sealed record KernelCall(CallKind Kind, int Descriptor)
{
    /// <summary>Its place among all calls, from 0 on.</summary>
    public int Index { get; set; }

    /// <summary>The path of an open or of a status by path.</summary>
    public string? Path { get; init; }

    /// <summary>How an open was asked for.</summary>
    public OpenFlags OpenFlags { get; init; }

    /// <summary>The file that sendfile(2) reads; the descriptor that epoll_ctl(2) is about. -1 otherwise.</summary>
    public int Other { get; init; } = -1;

    public long Offset { get; init; }

    /// <summary>Bytes asked for.</summary>
    public long Requested { get; init; }

    /// <summary>Lengths of the pieces of a gathered send.</summary>
    public IReadOnlyList<long> Pieces { get; init; } = [];

    /// <summary>The messages of a call that sends some.</summary>
    public IReadOnlyList<SimulatedMessage> Messages { get; init; } = [];

    public SendFlags Flags { get; init; }

    /// <summary>Whether a read must not wait.</summary>
    public bool IsNoWait { get; init; }

    /// <summary>Whether the cork was to be put on.</summary>
    public bool Corked { get; init; }

    public EpollOperation Operation { get; init; }

    public EpollEvents Events { get; init; }

    public ulong Data { get; init; }

    /// <summary>What the caller was given; null while the call is under way.</summary>
    public KernelResult? Result { get; set; }

    public Errno Error => Result?.Error ?? Errno.None;

    /// <summary>Bytes that the call moved; 0 where it failed.</summary>
    public long Moved => Result?.Value ?? 0;

    public bool HasMore => (Flags & SendFlags.More) != 0;
}
