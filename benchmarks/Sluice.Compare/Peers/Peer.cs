using System.Net.Sockets;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Peers;

/// <summary>One of those compared.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">What it does, for people.</param>
/// <param name="Workloads">The letters of the workloads that it fits.</param>
/// <param name="Create">Makes the sender of one connection; null for a peer that is a program of its own.</param>
internal sealed record Peer(string Name, string Title, string Workloads, Func<Socket, WorkloadData, ISender>? Create)
{
    public bool Fits(Workload workload) => Workloads.Contains(workload.Letter, StringComparison.Ordinal);

    /// <summary>Whether it sends by Sluice, whichever way.</summary>
    public bool IsSluice => Name.StartsWith(PeerCatalog.Reference, StringComparison.Ordinal);

    /// <summary>Whether it is written in C.</summary>
    public bool IsNative => Create is null;

    /// <summary>How native/sender.c is to send.</summary>
    public string NativeVariant { get; init; } = "";

    /// <summary>Threads of native/sender.c.</summary>
    public int NativeThreads { get; init; }
}
