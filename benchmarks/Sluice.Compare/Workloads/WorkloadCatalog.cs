namespace Sluice.Compare.Workloads;

/// <summary>The workloads for which DESIGN.md names numbers to reach.</summary>
internal static class WorkloadCatalog
{
    private const int KiB = 1024;

    public static IReadOnlyList<Workload> All { get; } =
    [
        new('a', "200 B header + 16 KiB file by path", 64)
        {
            HeaderBytes = 200, FilesPerSend = 1, FileCount = 1, FileBytes = 16 * KiB, ByPath = true,
        },
        new('b', "64 buffers of 64 B", 64) { Buffers = 64, BufferBytes = 64 },
        new('c', "100 files of 4 KiB by path", 16) { FilesPerSend = 100, FileCount = 100, FileBytes = 4 * KiB, ByPath = true },
        new('d', "200 B header + 1 MiB file, open handle", 32)
        {
            HeaderBytes = 200, FilesPerSend = 1, FileCount = 1, FileBytes = 1024 * KiB,
        },
        new('e', "1 GiB file, open handle", 1) { FilesPerSend = 1, FileCount = 1, FileBytes = 1024L * 1024 * KiB },
        new('f', "53 datagrams of 1,200 B over UDP, to a receiver with UDP_GRO", 1) { Buffers = 53, BufferBytes = 1200, IsDatagrams = true, ReceiverJoins = true },
        new('g', "53 datagrams of 1,200 B over UDP, to a receiver without", 1) { Buffers = 53, BufferBytes = 1200, IsDatagrams = true },
    ];

    /// <summary>Whether a workload runs with the connections and the mode for which the numbers to reach are meant.</summary>
    public static bool IsAsListed(Workload workload) =>
        workload.Mode == SendMode.Flood && All.Any(listed => listed.Letter == workload.Letter && listed.Connections == workload.Connections);

    public static Workload Find(char letter) =>
        All.FirstOrDefault(workload => workload.Letter == letter) ?? throw new ArgumentException($"There is no workload '{letter}'.");
}
