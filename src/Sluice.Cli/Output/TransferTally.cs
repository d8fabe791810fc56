namespace Sluice.Cli.Output;

/// <summary>How far the sends of one command have come together. Written by reports of the send, read by whoever shows it.</summary>
/// <param name="repeat">How often the same is sent.</param>
internal sealed class TransferTally(int repeat) : IProgress<SendPacketsProgress>
{
    private const long Unknown = -1;

    private long _before;
    private long _bytes;
    private long _total = Unknown;

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Bytes of all of them; null where that is not known (yet).</summary>
    public long? Total => Volatile.Read(ref _total) is >= 0 and var total ? total : null;

    /// <summary>The next send begins.</summary>
    /// <param name="before">Bytes of those before it.</param>
    public void Begin(long before) => Volatile.Write(ref _before, before);

    public void Report(SendPacketsProgress value)
    {
        Volatile.Write(ref _bytes, Volatile.Read(ref _before) + value.BytesTransferred);
        Volatile.Write(ref _total, value.TotalBytes is { } total ? total * repeat : Unknown);
    }
}
