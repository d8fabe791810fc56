namespace Sluice.Soak.Lanes;

/// <summary>A transmitter, and what is expected of it.</summary>
/// <param name="Transmitter">The transmitter.</param>
/// <param name="IsExact">Whether the counts of sends that fail are exact: the framework's calls, which the portable backend is made of, do not tell.</param>
internal readonly record struct SoakTransmitter(Transmitter Transmitter, bool IsExact)
{
    /// <summary>By how much a count of the portable backend may be too low.</summary>
    public int Slack => IsExact ? 0 : 64 * 1024;

    public static SoakTransmitter Create(TransmitterOptions options) => new(new Transmitter(options), options.Backend != TransmitterBackend.Portable);
}
