using Microsoft.Extensions.FileProviders;

namespace Sluice.Cli.Serving;

/// <summary>An entry of a folder, under the name that it has there, which may be that of a link.</summary>
internal sealed class ListedFile(string name, IFileInfo file) : IFileInfo
{
    public bool Exists => file.Exists;

    public long Length => file.Length;

    public string? PhysicalPath => file.PhysicalPath;

    public string Name => name;

    public DateTimeOffset LastModified => file.LastModified;

    public bool IsDirectory => file.IsDirectory;

    public Stream CreateReadStream() => file.CreateReadStream();
}
