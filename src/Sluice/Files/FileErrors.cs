using Sluice.Kernel;

namespace Sluice.Files;

/// <summary>The exceptions that the framework's own file types would throw, with messages that name the file and the way out.</summary>
internal static class FileErrors
{
    /// <summary>The exception for a file that could not be opened or examined.</summary>
    /// <param name="error">What the kernel said.</param>
    /// <param name="path">The path, or null for a caller's handle.</param>
    /// <param name="localPath">Where that path is on this machine, if it is a UNC one.</param>
    public static Exception Describe(Errno error, string? path, string? localPath = null) => error switch
    {
        _ when path is null => new IOException($"The given file handle cannot be used: {Explain(error)}."),
        Errno.NoEntry when FolderIsMissing(localPath ?? path) => new DirectoryNotFoundException($"The folder of '{path}' does not exist."),
        Errno.NoEntry => new FileNotFoundException($"The file '{path}' does not exist.", path),
        Errno.NotDirectory => new DirectoryNotFoundException($"A part of '{path}' is a file where a folder should be."),
        Errno.AccessDenied or Errno.NotPermitted => new UnauthorizedAccessException($"No right to read '{path}'."),
        Errno.IsDirectory => NotRegular(FileKind.Directory, path),
        Errno.NoSuchDevice => NotRegular(FileKind.Socket, path),
        Errno.CrossDevice => new UnauthorizedAccessException($"A symbolic link on the way to '{path}' leads out of its share."),
        Errno.NameTooLong => new PathTooLongException($"The path '{path}' is longer than the system allows."),
        _ => new IOException($"The file '{path}' cannot be opened: {Explain(error)}."),
    };

    /// <summary>The exception for something that is not a regular file.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="path">The path, or null for a caller's handle.</param>
    public static Exception NotRegular(FileKind kind, string? path)
    {
        string name = path is null ? "The given file handle" : $"'{path}'";
        return kind == FileKind.Directory
            ? new UnauthorizedAccessException($"{name} is a folder, not a file.")
            : new IOException($"{name} is {Article(kind)}, not a regular file; read it into memory and send that.");
    }

    /// <summary>The exception for a caller's handle that is closed already.</summary>
    public static ObjectDisposedException Closed() =>
        new(nameof(Microsoft.Win32.SafeHandles.SafeFileHandle), "The file handle of an element is closed; it must stay open until the send completes.");

    /// <summary>The exception for a file that failed while it was being sent.</summary>
    /// <param name="error">What the kernel said.</param>
    /// <param name="name">The file, as <see cref="OpenFile.Name"/> gives it.</param>
    /// <param name="offset">Where in the file.</param>
    public static IOException Unreadable(Errno error, string name, long offset) =>
        new($"Reading {name} at byte {offset} failed: {Explain(error)}.");

    /// <summary>The exception for a file that the framework could not read while it was being sent.</summary>
    /// <param name="cause">What the framework said.</param>
    /// <param name="name">The file, as <see cref="OpenFile.Name"/> gives it.</param>
    /// <param name="offset">Where in the file.</param>
    public static IOException Unreadable(Exception cause, string name, long offset) =>
        new($"Reading {name} at byte {offset} failed: {cause.Message}", cause);

    /// <summary>The exception for a file that ended before the length it had when the send began.</summary>
    /// <param name="name">The file, as <see cref="OpenFile.Name"/> gives it.</param>
    /// <param name="offset">Where it ended, at the latest.</param>
    public static IOException Shrank(string name, long offset) =>
        new EndOfStreamException($"{Capital(name)} shrank while it was being sent: it has no byte at {offset} any more.");

    /// <summary>The exception for a path that led to another file, or to none, when the turn of a file came that had been closed after its check.</summary>
    /// <param name="name">The file, as <see cref="OpenFile.Name"/> gives it.</param>
    public static IOException Replaced(string name) =>
        new($"{Capital(name)} was replaced by another file after it was checked and before its turn came; what was not checked is not sent.");

    /// <summary>The exception for a file that could be opened for its check and cannot be opened any more.</summary>
    /// <param name="cause">What opening it came to.</param>
    /// <param name="name">The file, as <see cref="OpenFile.Name"/> gives it.</param>
    public static IOException Unopenable(Exception cause, string name) =>
        new($"{Capital(name)} could be opened when it was checked, and cannot be opened now that its turn has come: {cause.Message}", cause);

    private static string Capital(string name) => $"{char.ToUpperInvariant(name[0])}{name[1..]}";

    private static bool FolderIsMissing(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder);

    private static string Explain(Errno error) => error switch
    {
        Errno.TooManyOpenFiles => "this process has too many open files; close some or raise its limit (ulimit -n)",
        Errno.TooManyOpenFilesInSystem => "the system has too many open files",
        Errno.TooManyLinks => "too many symbolic links, or a loop of them",
        Errno.InputOutput => "the disk or its file system reported an input/output error",
        Errno.Stale => "the network file system says that the file is stale",
        Errno.BadDescriptor => "it is not open for reading",
        _ => $"{System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage((int)error)} (errno {(int)error})",
    };

    private static string Article(FileKind kind) => kind switch
    {
        FileKind.Fifo => "a FIFO",
        FileKind.CharacterDevice or FileKind.BlockDevice => "a device",
        FileKind.Socket => "a socket",
        _ => "something special",
    };
}
