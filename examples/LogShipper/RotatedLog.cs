using Microsoft.Win32.SafeHandles;

namespace LogShipper;

/// <summary>
/// A log that grows at its end and is rotated by rename, seen as one stream of bytes: LOG.2, LOG.1 and LOG follow one another in it. One of these files is the current
/// one. It is held open, and so can be read to its end whatever becomes of its name.
/// </summary>
internal sealed class RotatedLog : IDisposable
{
    // While files are renamed, from the oldest on, one name after the other is free for a moment.
    private const int MostMissingNames = 3;

    private readonly string _path;
    private readonly string _state;
    private FileIdentity _identity;

    private RotatedLog(string path, string state, SafeFileHandle file, Checkpoint checkpoint)
    {
        _path = path;
        _state = state;
        File = file;
        _identity = checkpoint.Identity;
        Start = checkpoint.Start;
    }

    /// <summary>The current file.</summary>
    public SafeFileHandle File { get; private set; }

    /// <summary>Where in the stream the current file begins.</summary>
    public long Start { get; private set; }

    /// <summary>Where in the stream the current file ends, as yet.</summary>
    public long End => Start + RandomAccess.GetLength(File);

    /// <summary>Whether the writer has gone on to another file, so that the current one has its last byte.</summary>
    public bool IsComplete
    {
        get
        {
            using SafeFileHandle? next = OpenNext();
            return next is not null;
        }
    }

    /// <summary>Opens the log where its state says; without one, at the beginning of the file that has its name. Null where that is not there yet.</summary>
    public static RotatedLog? TryOpen(string path, string state)
    {
        Checkpoint? checkpoint = Checkpoint.Load(state);
        int age = 0;
        if (checkpoint is not null)
            age = AgeOf(checkpoint.Identity, path) ?? throw Lost(path);
        if (OpenAt(path, age) is not { } file)
            return null;
        FileIdentity identity = FileIdentity.Of(file);
        if (checkpoint is null)
        {
            checkpoint = new Checkpoint(identity, 0);
            checkpoint.Save(state);
        }

        if (identity == checkpoint.Identity)
            return new RotatedLog(path, state, file, checkpoint);

        // Renamed between the two looks.
        file.Dispose();
        return null;
    }

    /// <summary>Makes the next file the current one, if this one is complete and ends at or before a position.</summary>
    public bool TryMoveOn(long position)
    {
        if (OpenNext() is not { } next)
            return false;

        // Asked after the next file was seen to have been begun: from then on it is final.
        long end = End;
        if (position < end)
        {
            next.Dispose();
            return false;
        }

        File.Dispose();
        File = next;
        _identity = FileIdentity.Of(next);
        Start = end;
        new Checkpoint(_identity, Start).Save(_state);
        return true;
    }

    public void Dispose() => File.Dispose();

    // The file that follows the current one, once it has been begun.
    private SafeFileHandle? OpenNext()
    {
        int age = AgeOf(_identity, _path) ?? throw Lost(_path);
        if (age == 0 || OpenAt(_path, age - 1) is not { } next)
            return null;

        // A writer goes on with its file for a while after the rename, so the next one has to have bytes, or to have been rotated itself. And had there been
        // another rotation since the first look, then what was opened would not be the next file but the one after it.
        bool isBegun = age > 1 || RandomAccess.GetLength(next) > 0;
        if (isBegun && FileIdentity.Of(NameOf(_path, age)) == _identity)
            return FileIdentity.Of(next).Born >= _identity.Born ? next : throw OutOfOrder(next, age);
        next.Dispose();
        return null;
    }

    // 0 is the log itself, 1 what was rotated last. Files only grow older, so a look from young to old misses none that is renamed meanwhile.
    private static int? AgeOf(FileIdentity identity, string path)
    {
        for (int age = 0, missing = 0; missing < MostMissingNames; age++)
        {
            FileIdentity? found = FileIdentity.Of(NameOf(path, age));
            if (found == identity)
                return age;
            missing = found is null ? missing + 1 : 0;
        }

        return null;
    }

    private static SafeFileHandle? OpenAt(string path, int age)
    {
        try
        {
            return System.IO.File.OpenHandle(NameOf(path, age), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static string NameOf(string path, int age) => age == 0 ? path : $"{path}.{age}";

    // By other names than logrotate's, what was sent long ago would be taken for what comes next.
    private InvalidDataException OutOfOrder(SafeFileHandle next, int age)
    {
        next.Dispose();
        return new InvalidDataException($"{NameOf(_path, age - 1)} is older than {NameOf(_path, age)}: the files are not named in the order of their rotation.");
    }

    private static InvalidDataException Lost(string path) =>
        new($"the file at which the log {path} stood is gone, and with it what came next: keep more rotated files, or remove the state to begin anew.");
}
