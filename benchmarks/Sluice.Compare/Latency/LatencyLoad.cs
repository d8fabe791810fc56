using Sluice.Compare.Workloads;

namespace Sluice.Compare.Latency;

/// <summary>What else the sending process does while the latency of one connection is measured.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Neighbours">Other connections that send.</param>
/// <param name="SendsPerSecond">Sends of all neighbours together, the same for every peer; 0 where each floods, which a faster peer does more.</param>
internal sealed record LatencyLoad(string Name, int Neighbours, double SendsPerSecond)
{
    /// <summary>What the neighbours send.</summary>
    public static Workload NeighbourWorkload { get; } = new('n', "200 B header + 16 KiB file by path", 1)
    {
        HeaderBytes = 200,
        FilesPerSend = 1,
        FileCount = 1,
        FileBytes = 16 * 1024,
        ByPath = true,
    };

    /// <summary>What is measured.</summary>
    public static Workload ProbeWorkload { get; } = new('p', "200 B header + 4 KiB file by path", 1)
    {
        HeaderBytes = 200,
        FilesPerSend = 1,
        FileCount = 1,
        FileBytes = 4 * 1024,
        ByPath = true,
    };
}
