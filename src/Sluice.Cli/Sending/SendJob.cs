namespace Sluice.Cli.Sending;

/// <summary>What to send, and how.</summary>
internal sealed record SendJob
{
    public required PacketElement[] Elements { get; init; }

    public int SendSize { get; init; }

    /// <summary>0 for no bound.</summary>
    public long MaxBytesPerSecond { get; init; }

    /// <summary>How often, one send after another.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>How long to wait for a connection, and for a receiver that takes nothing; null for as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }
}
