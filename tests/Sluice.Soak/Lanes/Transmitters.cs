namespace Sluice.Soak.Lanes;

/// <summary>Transmitters of all sorts, shared by the lanes for the whole run.</summary>
internal sealed class Transmitters : IAsyncDisposable
{
    private readonly SoakTransmitter[] _all = [.. Options().Select(SoakTransmitter.Create)];

    public SoakTransmitter Any(Random random) => _all[random.Next(_all.Length)];

    /// <summary>A new one for a lane to dispose of.</summary>
    public static SoakTransmitter New(Random random)
    {
        TransmitterOptions[] all = [.. Options()];
        return SoakTransmitter.Create(all[random.Next(all.Length)]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SoakTransmitter one in _all)
            await one.Transmitter.DisposeAsync().ConfigureAwait(false);
    }

    private static IEnumerable<TransmitterOptions> Options() =>
    [
        new() { Backend = TransmitterBackend.Linux },
        new() { Backend = TransmitterBackend.Linux, FileCacheCapacity = 8, FileCacheInterval = TimeSpan.FromMilliseconds(20) },
        new() { Backend = TransmitterBackend.Linux, CoalesceLimit = 0, DiskThreads = 2, ReactorThreads = 2 },
        new() { Backend = TransmitterBackend.Linux, CoalesceLimit = 200_000, MaxBytesPerSecond = 200_000_000 },
        new() { Backend = TransmitterBackend.Linux, Profile = TransmitterProfile.Client },
        new() { Backend = TransmitterBackend.Portable },
        new() { Backend = TransmitterBackend.Portable, Profile = TransmitterProfile.Client },
    ];
}
