using System.Globalization;
using Sluice.Compare.Files;

namespace Sluice.Compare.Workloads;

/// <summary>A temporary folder with the files of a workload, written just now and so in the page cache; gone when disposed of.</summary>
internal sealed class WorkloadFolder : IDisposable
{
    private const int BlockBytes = 1 << 20;

    private readonly TemporaryFolder _folder = new("compare");

    public string FullName => _folder.FullName;

    /// <summary>The files of a workload, in order, in a folder that has them.</summary>
    public static string[] Paths(string folder, Workload workload) =>
        [.. Enumerable.Range(0, workload.FileCount).Select(i => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{workload.Letter}{i:000}.bin")))];

    public void Write(Workload workload)
    {
        byte[] block = new byte[BlockBytes];
        Random random = new(workload.Letter);
        foreach (string path in Paths(FullName, workload))
        {
            using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (long left = workload.FileBytes; left > 0; left -= BlockBytes)
            {
                random.NextBytes(block);
                file.Write(block.AsSpan(0, (int)Math.Min(left, BlockBytes)));
            }

            // On disk before any leg begins: a leg must not pay for the writing of its pages.
            file.Flush(flushToDisk: true);
        }
    }

    public void Delete(Workload workload)
    {
        foreach (string path in Paths(FullName, workload))
            File.Delete(path);
    }

    public void Dispose() => _folder.Dispose();
}
