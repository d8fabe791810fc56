using Sluice.Cli.Commands;
using Sluice.Cli.Serving;

namespace Sluice.Cli.Receiving;

/// <summary>
/// The file that keeps what comes in. It is written beside its place, and takes that place when the first reception is complete and on the disk: until then the old file is
/// there, whole. Later receptions are added where it lies; of one that breaks nothing stays. What is not a regular file, such as a device, is written to as it is.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly string _place;
    private string? _beside;
    private long _kept;

    private OutputFile(FileStream stream, string place, string? beside)
    {
        _stream = stream;
        _place = place;
        _beside = beside;
    }

    public static OutputFile Create(string path)
    {
        // A link stays a link: it is what it leads to that is replaced.
        FileInfo named = new(path);
        string place = named.LinkTarget is null ? named.FullName : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (Directory.Exists(place))
            throw new CommandException(ExitCode.File, $"--out {path} is a folder: give the name of a file in it.");
        if (Path.Exists(place) && OperatingSystem.IsLinux() && !RealPath.IsFileOrFolder(place))
            return new OutputFile(new FileStream(place, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), place, beside: null);

        string folder = Path.GetDirectoryName(place)!;
        string beside = Path.Combine(folder, $".sluice-{Path.GetRandomFileName()}.part");
        try
        {
            return new OutputFile(Open(place, beside), place, beside);
        }
        catch (DirectoryNotFoundException cause)
        {
            throw new CommandException(ExitCode.File, $"--out {path} cannot be written: there is no folder {folder}; make it first.", cause);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new CommandException(ExitCode.File, $"--out {path} cannot be written: no right to make a file in {folder}; take another folder.", cause);
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _stream.WriteAsync(bytes, cancellationToken);

    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>What was written since the last time is whole: puts it on the disk and, the first time, the file in its place.</summary>
    public void Keep()
    {
        _stream.Flush(flushToDisk: true);
        if (_stream.CanSeek)
            _kept = _stream.Length;
        if (_beside is null)
            return;
        File.Move(_beside, _place, overwrite: true);
        _beside = null;
        FolderEntry.Flush(Path.GetDirectoryName(_place)!);
    }

    /// <summary>What was written since the last time is not whole, and goes.</summary>
    public void Drop()
    {
        if (_stream.CanSeek)
            _stream.SetLength(_kept);
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (_beside is not null)
            File.Delete(_beside);
    }

    private static FileStream Open(string place, string beside)
    {
        FileStream stream = new(beside, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (File.Exists(place) && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(place));
        return stream;
    }
}
