using System.Collections.ObjectModel;

namespace Sluice;

/// <summary>How a <see cref="Transmitter"/> is built. Read once, by its constructor, which throws for what is out of its range.</summary>
/// <example>
/// <code>
/// await using Transmitter backup = new(new TransmitterOptions { MaxBytesPerSecond = 50_000_000, Profile = TransmitterProfile.Client });
/// await backup.SendPacketsAsync(socket, [PacketElement.FromFile("a.bin")]);
/// </code>
/// </example>
public sealed class TransmitterOptions
{
    /// <summary>What to build it for. <see cref="TransmitterProfile.Server"/> unless set.</summary>
    public TransmitterProfile Profile { get; init; }

    /// <summary>What to send with. <see cref="TransmitterBackend.Auto"/> unless set.</summary>
    public TransmitterBackend Backend { get; init; }

    /// <summary>
    /// Threads that wait for sockets to take more bytes and then go on with their sends. 0, the default: one for every four
    /// processors, at least one; one in the client profile. 1,024 at most. They start with the first send that has to wait.
    /// </summary>
    public int ReactorThreads { get; init; }

    /// <summary>
    /// Most threads that wait for disks, for the parts of files that are not in the page cache. 0, the default: 32; 2 in the client profile. 1,024 at most. They start one by one, as
    /// they are needed, and read 128 KiB at a time. File systems share them: none takes one more when it has as many as are free, so one that hangs never has
    /// more than half.
    /// </summary>
    public int DiskThreads { get; init; }

    /// <summary>
    /// Largest file, in bytes, that is read into a buffer to ride along in one call with its neighbours; larger ones go out by
    /// sendfile(2). 8,192 unless set; 0 sends every file by sendfile(2); 16,777,216 at most.
    /// </summary>
    public int CoalesceLimit { get; init; } = DefaultCoalesceLimit;

    /// <summary>
    /// Most bytes per second of all sends together, kept within a few hundredths over every second. 0, the default: no bound. A send can have a bound of its own
    /// besides (<see cref="SendPacketsOptions.MaxBytesPerSecond"/>).
    /// </summary>
    public long MaxBytesPerSecond { get; init; }

    /// <summary>
    /// Most files that are kept open from one send to the next, by full path; the least recently used one makes room for another. 0, the default: none. Worth it
    /// where the same small files are sent again and again.
    /// </summary>
    /// <remarks>
    /// A file that is replaced, as by a rename, may be sent as it was for up to <see cref="FileCacheInterval"/>. One that is changed in place, grows or
    /// shrinks is sent as it is: its size is asked for at every send. The portable backend keeps none.
    /// </remarks>
    public int FileCacheCapacity { get; init; }

    /// <summary>
    /// For how long a path is not looked up again where <see cref="FileCacheCapacity"/> keeps its file open, however often it is sent. One second unless set; more than zero, a day at most.
    /// A deleted file's room on the disk is free after two intervals at the latest, once no send reads it.
    /// </summary>
    public TimeSpan FileCacheInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Local folders of SMB shares that the mount table does not tell of: from <c>\\server\share</c>, or a folder of it as
    /// <c>\\server\share\folder</c>, to a full local path. Servers and shares are compared without regard to case. Read once, by the constructor of the transmitter.
    /// </summary>
    /// <remarks>
    /// Shares that are mounted (cifs, smb3, FUSE, GVFS) are found without being listed here. What is listed comes first. A path on a share never leads out of the local folder,
    /// be it by <c>..</c> or by a symbolic link.
    /// </remarks>
    /// <example>
    /// <code>
    /// TransmitterOptions options = new() { UncShares = new Dictionary&lt;string, string&gt; { [@"\\nas\media"] = "/srv/media" } };
    /// </code>
    /// </example>
    public IReadOnlyDictionary<string, string> UncShares { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    // As nginx's thread pool has by default, for it measured the same trade: threads wait for disks, they do not compute.
    private const int DefaultDiskThreads = 32;

    private const int ClientDiskThreads = 2;


    // Up to here one read that must not wait, and the copy, cost no more than sendfile with the two questions before it whether that would wait: behind a header
    // 12 KiB cost a tenth more copied than by sendfile, 8 KiB as much (docs/decisions/0007).
    private const int DefaultCoalesceLimit = 8 * 1024;

    // A socket takes no more than this at a time, whatever the file.
    private const int LargestCoalesceLimit = 16 * 1024 * 1024;

    private const int MostThreads = 1024;

    // A timer takes no more than 49 days; nobody means to send a replaced file for a day.
    private static readonly TimeSpan LongestCacheInterval = TimeSpan.FromDays(1);

    internal int EffectiveReactorThreads => ReactorThreads > 0 ? ReactorThreads
        : Profile == TransmitterProfile.Client ? 1
        : Math.Max(1, Environment.ProcessorCount / 4);

    internal int EffectiveDiskThreads => DiskThreads > 0 ? DiskThreads
        : Profile == TransmitterProfile.Client ? ClientDiskThreads
        : DefaultDiskThreads;

    internal void Validate()
    {
        if (Profile is not (TransmitterProfile.Server or TransmitterProfile.Client))
            throw new ArgumentOutOfRangeException(nameof(Profile), Profile, "Not a profile.");
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBytesPerSecond);
        if (Backend is not (TransmitterBackend.Auto or TransmitterBackend.Linux or TransmitterBackend.Portable))
            throw new ArgumentOutOfRangeException(nameof(Backend), Backend, "Not a backend.");
        ArgumentOutOfRangeException.ThrowIfNegative(ReactorThreads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReactorThreads, MostThreads);
        ArgumentOutOfRangeException.ThrowIfNegative(DiskThreads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DiskThreads, MostThreads);
        ArgumentOutOfRangeException.ThrowIfNegative(CoalesceLimit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CoalesceLimit, LargestCoalesceLimit);
        ArgumentOutOfRangeException.ThrowIfNegative(FileCacheCapacity);
        if (FileCacheInterval <= TimeSpan.Zero || FileCacheInterval > LongestCacheInterval)
            throw new ArgumentOutOfRangeException(nameof(FileCacheInterval), FileCacheInterval, "Not a time of more than zero and at most a day.");
        ArgumentNullException.ThrowIfNull(UncShares);
    }
}
