using Sluice.Compare.Workloads;

namespace Sluice.Compare.Studies;

/// <summary>What there are curves of.</summary>
internal static class GrowthCatalog
{
    private const int BufferBytes = 64;
    private const int FileBytes = 4 * 1024;

    // A send of more files has the same ones again: what a file costs is looking up its path, and all of these are known to the kernel anyway.
    private const int MostFiles = 100;
    private const int Connections = 16;

    private static readonly int[] Decades = [1, 10, 100, 1000, 10_000];

    public static IReadOnlyList<Growth> All { get; } =
    [
        new("connections", WorkloadCatalog.Find('a').Title, "connections", [1, 4, 16, 64, 256, 1000, 4000, 10_000], static count => WorkloadCatalog.Find('a') with { Connections = count })
        {
            MostGrowth = 1.5, From = 64,
        },
        new("buffers", "buffers of 64 B, 16 connections", "buffers per send", Decades, static count => new Workload('p', "buffers", Connections)
        {
            Buffers = count, BufferBytes = BufferBytes,
        }),
        new("files", "files of 4 KiB by path, 16 connections", "files per send", Decades, static count => new Workload('q', "files", Connections)
        {
            FilesPerSend = count, FileCount = Math.Min(count, MostFiles), FileBytes = FileBytes, ByPath = true,
        }),
    ];

    public static Growth Find(string name) =>
        All.FirstOrDefault(growth => growth.Name == name) ?? throw new ArgumentException($"There is no curve '{name}'.");
}
