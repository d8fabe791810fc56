using Microsoft.Win32.SafeHandles;
using Sluice.Planning;

namespace Sluice.Tests.Planning;

/// <summary>Files for the planner, by list: it needs no more of them than a length.</summary>
internal sealed class ListedFiles : IPlanFiles
{
    private readonly Dictionary<string, long> _lengths = [];
    private readonly HashSet<string> _sizeless = [];
    private readonly List<string> _table = [];

    public List<string> Opened { get; } = [];

    public Dictionary<string, string[]> Wildcards { get; } = [];

    public ListedFiles Add(string path, long length)
    {
        _lengths[path] = length;
        return this;
    }

    /// <summary>A file that tells size 0 and has bytes.</summary>
    public ListedFiles AddSizeless(string path, long length)
    {
        _sizeless.Add(path);
        return Add(path, length);
    }

    public bool MayWait { get; set; } = true;

    public PlannedFile? Open(string path) => OpenListed(path);

    public PlannedFile? Adopt(SafeFileHandle handle) => OpenListed("handle");

    public IReadOnlyList<string>? Expand(string path) => Wildcards.GetValueOrDefault(path);

    public void AwaitFolderOf(string path) => AwaitedFolders.Add(path);

    public List<string> AwaitedFolders { get; } = [];

    public ByteProbe HasByteAt(int file, long offset) => offset < _lengths[_table[file]] ? ByteProbe.Yes : ByteProbe.No;

    private PlannedFile OpenListed(string path)
    {
        if (!_lengths.TryGetValue(path, out long length))
            throw new FileNotFoundException("Not listed.", path);
        Opened.Add(path);
        _table.Add(path);
        return new PlannedFile(_table.Count - 1, _sizeless.Contains(path) ? 0 : length);
    }
}
