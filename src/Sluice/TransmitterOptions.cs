namespace Sluice;

/// <summary>How a <see cref="Transmitter"/> is built. Read once, by its constructor.</summary>
public sealed class TransmitterOptions
{
    /// <summary>What to send with. <see cref="TransmitterBackend.Auto"/> unless set.</summary>
    public TransmitterBackend Backend { get; init; }

    /// <summary>
    /// Threads that wait for sockets to take more bytes and then go on with their sends. 0, the default: one for every four
    /// processors, at least one. They start with the first send that has to wait.
    /// </summary>
    public int ReactorThreads { get; init; }

    /// <summary>
    /// Most threads that wait for disks, for the parts of files that are not in the page cache. 0, the default: 32. They start one by one, as they are
    /// needed, and read 128 KiB at a time in order of arrival.
    /// </summary>
    public int DiskThreads { get; init; }

    /// <summary>
    /// Largest file, in bytes, that is read into a buffer to ride along in one call with its neighbours; larger ones go out by
    /// sendfile(2). 4,096 unless set; 0 sends every file by sendfile(2).
    /// </summary>
    public int CoalesceLimit { get; init; } = DefaultCoalesceLimit;

    // Up to one page a read costs no more than sendfile's work for that page; from 8 KiB on it costs more, behind a header as well as
    // for 16 files in a row (measured on loopback; a network card that reads the pages itself only widens the gap).
    private const int DefaultCoalesceLimit = 4 * 1024;

    // A socket takes no more than this at a time, whatever the file.
    private const int LargestCoalesceLimit = 16 * 1024 * 1024;

    private const int MostThreads = 1024;

    internal void Validate()
    {
        if (!Enum.IsDefined(Backend))
            throw new ArgumentOutOfRangeException(nameof(Backend), Backend, "Not a backend.");
        ArgumentOutOfRangeException.ThrowIfNegative(ReactorThreads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReactorThreads, MostThreads);
        ArgumentOutOfRangeException.ThrowIfNegative(DiskThreads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DiskThreads, MostThreads);
        ArgumentOutOfRangeException.ThrowIfNegative(CoalesceLimit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CoalesceLimit, LargestCoalesceLimit);
    }
}
