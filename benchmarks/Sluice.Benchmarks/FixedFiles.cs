using Microsoft.Win32.SafeHandles;
using Sluice.Planning;

namespace Sluice.Benchmarks;

/// <summary>Files that need no opening, so that the planner is measured alone.</summary>
internal sealed class FixedFiles(long length) : IPlanFiles
{
    public bool MayWait => true;

    public PlannedFile? Open(string path) => new(0, length);

    public void AwaitFolderOf(string path)
    {
    }

    public PlannedFile? Adopt(SafeFileHandle handle) => new(0, length);

    public IReadOnlyList<string>? Expand(string path) => null;

    public ByteProbe HasByteAt(int file, long offset) => offset < length ? ByteProbe.Yes : ByteProbe.No;
}
