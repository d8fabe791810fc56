using Sluice.Compare.Peers;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Legs;

/// <summary>One leg: one peer sends one workload, in a process of its own, for one measured window.</summary>
/// <param name="Peer">Who sends.</param>
/// <param name="Workload">What.</param>
/// <param name="Folder">Where the files of the workload are.</param>
/// <param name="WarmUp">Time before the window, for the JIT, the page cache and the sockets' buffers.</param>
/// <param name="Window">Time measured.</param>
internal sealed record LegSettings(Peer Peer, Workload Workload, string Folder, TimeSpan WarmUp, TimeSpan Window);
