using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sluice.Soak.Content;

/// <summary>The files that are sent: of all sizes, on disk, their bytes derived from their number. Removed when disposed of.</summary>
internal sealed partial class FileStore : IDisposable
{
    private const int DontNeed = 4;
    private static readonly int[] Sizes = [0, 1, 100, 4095, 4096, 4097, 10_000, 16_384, 16_385, 40_000, 65_536, 131_072, 200_001, 700_000, 1_500_000, 3_000_000];

    private readonly string _folder;
    private readonly StoredFile[] _files;

    public FileStore(ulong seed)
    {
        _folder = Directory.CreateTempSubdirectory("sluice-soak-").FullName;
        _files = new StoredFile[Sizes.Length * 2];
        for (int i = 0; i < _files.Length; i++)
            _files[i] = Create(seed + (ulong)i, Path.Combine(_folder, $"file-{i:00}.bin"), Sizes[i % Sizes.Length]);
        string several = Directory.CreateDirectory(Path.Combine(_folder, "several")).FullName;
        Several = [.. Enumerable.Range(0, 12).Select(i => Create(seed + 100 + (ulong)i, Path.Combine(several, $"part-{i:00}.log"), 500 + (i * 3000)))];
        Pattern = Path.Combine(several, "*.log");
    }

    /// <summary>Matches <see cref="Several"/>, in that order.</summary>
    public string Pattern { get; }

    public IReadOnlyList<StoredFile> Several { get; }

    public StoredFile Any(Random random) => _files[random.Next(_files.Length)];

    /// <summary>Takes what a file has in the page cache out of it, so that the next send finds it cold.</summary>
    public static void MakeCold(StoredFile file)
    {
        using SafeFileHandle handle = File.OpenHandle(file.Path);

        // Advice that the kernel need not take: a failure leaves the file warm.
        _ = Advise(handle, 0, 0, DontNeed);
    }

    public void Dispose()
    {
        foreach (StoredFile file in _files.Concat(Several))
            file.Stream.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static StoredFile Create(ulong seed, string path, int length)
    {
        byte[] bytes = new byte[length];
        DerivedBytes.Fill(seed, 0, bytes);
        using (FileStream stream = File.Create(path))
        {
            stream.Write(bytes);

            // What is dirty cannot be dropped from the cache.
            stream.Flush(flushToDisk: true);
        }

        return new StoredFile(seed, path, length, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous));
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, nint offset, nint length, int advice);
}
