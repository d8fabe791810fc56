using Microsoft.Win32.SafeHandles;
using Sluice.Planning;

namespace Sluice.Files;

/// <summary>
/// The files of one send. Every one is opened and measured before the first byte goes out, but only so many stay open: a file beyond that is closed again
/// after its check, and opened once more when those before it are sent. It is then the same file, or the send fails: nothing is ever sent that was not
/// checked. Whatever becomes of the send, <see cref="CloseAll"/> closes those that are open and lets go of the caller's own. Reused from send to send.
/// </summary>
internal abstract class OpenFiles : IPlanFiles
{
    /// <summary>
    /// Most files that a send has open by path at one time. A hundred small files in one send are common and cost no second open; and a server of a thousand
    /// such sends stays within the usual hard limit of descriptors.
    /// </summary>
    public const int MostOpen = 128;

    // A send of more files than this gives its table back.
    private const int LargestKept = 256;

    private OpenFile[] _files = new OpenFile[1];
    private int _openCount;
    private int _firstOpen;

    public int Count { get; private set; }

    public ref OpenFile this[int index] => ref _files[index];

    public bool MayWait { get; set; }

    /// <summary>Whether some files were closed after their check.</summary>
    public bool OpensLate { get; private set; }

    /// <summary>Why a file could not be opened again.</summary>
    public IOException? ReopenFailure { get; private set; }

    /// <summary>The file system to wait for where an open has to wait; 0 where it is unknown.</summary>
    public ulong AwaitedFileSystem { get; protected set; }

    public PlannedFile? Open(string path)
    {
        // Neighbouring ranges of one path share one descriptor.
        if (Count > 0 && _files[Count - 1] is { IsOwned: true, Path: { } last } && string.Equals(last, path, StringComparison.Ordinal))
            return Plan(Count - 1);
        MakeRoom();
        if (!TryOpen(path, ref Next()))
            return null;
        _openCount++;
        return Plan(Count++);
    }

    public PlannedFile? Adopt(SafeFileHandle handle)
    {
        MakeRoom();
        Borrow(handle, ref Next());
        return Plan(Count++);
    }

    public abstract IReadOnlyList<string>? Expand(string path);

    public abstract void AwaitFolderOf(string path);

    public abstract ByteProbe HasByteAt(int file, long offset);

    /// <summary>Opens a file that was closed after its check, as far as <see cref="MayWait"/> lets it.</summary>
    public FileReadiness MakeReady(int index)
    {
        ref OpenFile file = ref _files[index];
        if (file.IsOpen)
            return FileReadiness.Ready;
        if (ReopenFailure is not null)
            return FileReadiness.Failed;
        return _openCount >= MostOpen ? FileReadiness.Full : Reopen(ref file);
    }

    /// <summary>Closes the files before one: plans use them in the order of the table.</summary>
    public void ClosePassed(int index)
    {
        for (; _firstOpen < index; _firstOpen++)
            CloseOwned(ref _files[_firstOpen]);
    }

    public void CloseAll()
    {
        for (int i = 0; i < Count; i++)
        {
            if (_files[i].IsOpen)
                Close(_files[i]);
            _files[i] = default;
        }

        Count = 0;
        _openCount = 0;
        _firstOpen = 0;
        OpensLate = false;
        ReopenFailure = null;
        Forget();
        if (_files.Length > LargestKept)
            _files = new OpenFile[1];
    }

    /// <summary>Opens a path into an empty place. False where that would have to wait and may not; the place is as it was then, and where it throws.</summary>
    protected abstract bool TryOpen(string path, ref OpenFile file);

    /// <summary>Takes a reference to a caller's handle into an empty place.</summary>
    protected abstract void Borrow(SafeFileHandle handle, ref OpenFile file);

    /// <summary>
    /// The size of a regular file, whose identity and file system are noted along the way. Throws for anything else; null where the file system would have
    /// to be waited for, and may not.
    /// </summary>
    protected abstract long? Measure(ref OpenFile file);

    protected abstract void Close(in OpenFile file);

    /// <summary>Forgets what was found out for one send.</summary>
    protected virtual void Forget()
    {
    }

    private FileReadiness Reopen(ref OpenFile file)
    {
        try
        {
            OpenFile again = new();
            if (!TryOpen(file.Path!, ref again))
                return FileReadiness.MustWait;
            long? size;
            try
            {
                size = Measure(ref again);
            }
            catch
            {
                Close(again);
                throw;
            }

            if (size is not null && again.Identity == file.Identity)
            {
                file.Descriptor = again.Descriptor;
                file.Handle = again.Handle;
                file.Cached = again.Cached;
                _openCount++;
                return FileReadiness.Ready;
            }

            Close(again);
            if (size is null)
                return FileReadiness.MustWait;
            ReopenFailure = FileErrors.Replaced(file.Name);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            ReopenFailure = FileErrors.Unopenable(cause, file.Name);
        }

        return FileReadiness.Failed;
    }

    /// <summary>Closes the last file, before one is opened that would be too many. Not earlier: neighbouring ranges of it would share it.</summary>
    private void MakeRoom()
    {
        if (_openCount < MostOpen)
            return;
        CloseOwned(ref _files[Count - 1]);
        OpensLate = true;
    }

    private void CloseOwned(ref OpenFile file)
    {
        if (!file.IsOwned || !file.IsOpen)
            return;
        Close(file);
        file.Descriptor = -1;
        file.Handle = null;
        file.Cached = null;
        _openCount--;
    }

    /// <summary>The place of the next file. Counted, and so sure to be closed, as soon as something is open in it.</summary>
    private ref OpenFile Next()
    {
        if (Count == _files.Length)
            Array.Resize(ref _files, Count * 2);
        ref OpenFile file = ref _files[Count];
        file.Descriptor = -1;
        return ref file;
    }

    private PlannedFile? Plan(int index) => Measure(ref _files[index]) is { } size ? new PlannedFile(index, size) : null;
}
