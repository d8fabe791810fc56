using Sluice.Compare.Calls;
using Sluice.Compare.Peers;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Legs;

/// <summary>One leg: one peer sends one workload, in a process of its own, for one measured window.</summary>
/// <param name="Peer">Who sends.</param>
/// <param name="Workload">What.</param>
/// <param name="Folder">Where the files of the workload are.</param>
/// <param name="WarmUp">Time before the window, for the JIT, the page cache and the sockets' buffers.</param>
/// <param name="Window">Time measured.</param>
internal sealed record LegSettings(Peer Peer, Workload Workload, string Folder, TimeSpan WarmUp, TimeSpan Window)
{
    /// <summary>How the leg's system calls are counted; a leg whose time is measured has none of that.</summary>
    public CallSource Counting { get; init; }

    /// <summary>The folder by which the leg switches its counter; null where none is outside of it.</summary>
    public string? CounterFolder { get; init; }
}
