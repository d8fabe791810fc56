using Microsoft.Win32.SafeHandles;
using Sluice.Planning;

namespace Sluice.Files;

/// <summary>
/// The open files of one send. Whatever becomes of the send, <see cref="CloseAll"/> closes those it opened and lets go of the
/// caller's own. Reused from send to send.
/// </summary>
internal abstract class OpenFiles : IPlanFiles
{
    // A send of more files than this gives its table back.
    private const int LargestKept = 256;

    private OpenFile[] _files = new OpenFile[1];

    public int Count { get; private set; }

    public ref OpenFile this[int index] => ref _files[index];

    public bool MayWait { get; set; }

    public PlannedFile? Open(string path)
    {
        // Neighbouring ranges of one path share one descriptor.
        if (Count > 0 && _files[Count - 1] is { IsOwned: true, Path: { } last } && string.Equals(last, path, StringComparison.Ordinal))
            return new PlannedFile(Count - 1, Measure(_files[Count - 1]));
        return OpenPath(path) is { } file ? Add(file) : null;
    }

    public PlannedFile Adopt(SafeFileHandle handle) => Add(Borrow(handle));

    public abstract IReadOnlyList<string>? Expand(string path);

    public abstract ByteProbe HasByteAt(int file, long offset);

    public void CloseAll()
    {
        for (int i = 0; i < Count; i++)
        {
            Close(_files[i]);
            _files[i] = default;
        }

        Count = 0;
        if (_files.Length > LargestKept)
            _files = new OpenFile[1];
    }

    /// <summary>Null where the open would have to wait and may not.</summary>
    protected abstract OpenFile? OpenPath(string path);

    protected abstract OpenFile Borrow(SafeFileHandle handle);

    /// <summary>The size of a regular file. Throws for anything else.</summary>
    protected abstract long Measure(in OpenFile file);

    protected abstract void Close(in OpenFile file);

    private PlannedFile Add(in OpenFile file)
    {
        if (Count == _files.Length)
            Array.Resize(ref _files, Count * 2);

        // In the table before anything can throw: from here on it will be closed.
        _files[Count] = file;
        return new PlannedFile(Count++, Measure(file));
    }
}
