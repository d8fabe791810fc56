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
    /// sendfile(2). 16,384 unless set; 0 sends every file by sendfile(2).
    /// </summary>
    public int CoalesceLimit { get; init; } = DefaultCoalesceLimit;

    // Up to here one read that must not wait, and the copy, cost no more than sendfile with the two questions before it whether that would wait: in C, 16 KiB
    // behind a header cost 4.7 us by read and send, 3.8 us by sendfile, and the questions 0.6 us; 32 KiB 6.7 us against 5.0 us (docs/decisions/0007).
    private const int DefaultCoalesceLimit = 16 * 1024;

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
