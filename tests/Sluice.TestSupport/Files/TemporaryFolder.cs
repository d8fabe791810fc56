namespace Sluice.TestSupport.Files;

/// <summary>A folder of a test's own, removed with all that is in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Leftovers.Add(this);

    public string Path { get; } = Directory.CreateTempSubdirectory("sluice-").FullName;

    /// <summary>Writes a file of random bytes and returns its path.</summary>
    public string Write(string name, int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return Write(name, bytes);
    }

    public string Write(string name, byte[] bytes)
    {
        string path = In(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Makes a file of a size that takes no room on the disk: it reads as zeros.</summary>
    public string WriteSparse(string name, long length)
    {
        string path = In(name);
        using FileStream file = File.Create(path);
        file.SetLength(length);
        return path;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        Leftovers.Remove(this);
        Directory.Delete(Path, recursive: true);
    }
}
