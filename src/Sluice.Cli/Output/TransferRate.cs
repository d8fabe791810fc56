namespace Sluice.Cli.Output;

/// <summary>How fast something has moved of late: over the last seconds, for a rate of the whole would not show that it has stopped.</summary>
internal sealed class TransferRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    private readonly Queue<(TimeSpan At, long Bytes)> _samples = [];
    private (TimeSpan At, long Bytes) _newest;

    /// <param name="at">Since the beginning; never less than before.</param>
    /// <param name="bytes">All that had moved by then.</param>
    public void Add(TimeSpan at, long bytes)
    {
        _newest = (at, bytes);
        _samples.Enqueue(_newest);
        while (_samples.Peek().At < at - Window)
            _samples.Dequeue();
    }

    /// <summary>0 until there are two samples.</summary>
    public double BytesPerSecond
    {
        get
        {
            if (!_samples.TryPeek(out (TimeSpan At, long Bytes) oldest) || _newest.At <= oldest.At)
                return 0;
            return (_newest.Bytes - oldest.Bytes) / (_newest.At - oldest.At).TotalSeconds;
        }
    }
}
