namespace Sluice.Cli.Demo;

/// <summary>A temporary folder of generated files, gone with all that is in it when it is disposed of.</summary>
internal sealed class DemoFolder : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sluice-demo-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Random content: no two chunks are alike, so that bytes at the wrong place show in the hash.</summary>
    public async Task<string> CreateFileAsync(string name, long bytes, CancellationToken cancellationToken)
    {
        string path = this[name];
        byte[] chunk = new byte[Math.Min(bytes, ChunkBytes)];
        await using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        for (long left = bytes; left > 0; left -= chunk.Length)
        {
            Random.Shared.NextBytes(chunk);
            await file.WriteAsync(chunk.AsMemory(0, (int)Math.Min(left, chunk.Length)), cancellationToken);
        }

        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
