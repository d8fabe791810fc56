using Sluice.TestSupport;

namespace Sluice.Cli.Tests.Support;

/// <summary>A folder of one test, removed with all that is in it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    // Short, for the path of a Unix socket has room for about 100 bytes.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slc");

    public TemporaryFolder() => Leftovers.Add(this);

    public string FullName => _folder.FullName;

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public bool IsEmpty => !_folder.EnumerateFileSystemInfos().Any();

    public byte[] WriteRandom(string name, int bytes)
    {
        byte[] content = new byte[bytes];
        Random.Shared.NextBytes(content);
        File.WriteAllBytes(this[name], content);
        return content;
    }

    public void WriteText(string name, string text) => File.WriteAllText(this[name], text);

    public void Dispose()
    {
        Leftovers.Remove(this);
        _folder.Delete(recursive: true);
    }
}
