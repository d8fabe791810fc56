using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>A file of the simulated kernel, whatever names it has and whoever has it open.</summary>
internal sealed class SimulatedFile(FileContent content)
{
    public FileContent Content { get; private set; } = content;

    public FileKind Kind { get; init; } = FileKind.Regular;

    /// <summary>Bytes that can be read; <see cref="Truncate"/> makes them fewer.</summary>
    public long Length { get; private set; } = content.Length;

    /// <summary>The size that its status tells, where that is not its length (/proc, some FUSE mounts).</summary>
    public long? ReportedSize { get; set; }

    public Errno OpenError { get; set; }

    public Errno StatusError { get; set; }

    /// <summary>What every read of it ends in, sendfile(2) included.</summary>
    public Errno ReadError { get; set; }

    /// <summary>What sendfile(2) from it ends in, although it can be read.</summary>
    public Errno SendFileError { get; set; }

    public FileStatus Status => new((uint)Kind | 0x1A4, ReportedSize ?? Length);

    public void Truncate(long length) => Length = Math.Min(Length, length);

    /// <summary>Other bytes in the same file, as a rewrite in place makes them.</summary>
    public void Overwrite(FileContent content)
    {
        Content = content;
        Length = content.Length;
    }

    /// <summary>Bytes that can be had from an offset on, up to a count.</summary>
    public long Available(long offset, long count) => Math.Clamp(Length - offset, 0, count);
}
