namespace Sluice.Cli.Sending;

/// <summary>How a connection is to end.</summary>
/// <param name="WaitsForReceiver">Whether the end is waited for until the receiver has everything.</param>
/// <param name="Timeout">How long at most; null for as long as it takes.</param>
internal readonly record struct LinkEnd(bool WaitsForReceiver, TimeSpan? Timeout)
{
    public TimeSpan Bound => Timeout ?? System.Threading.Timeout.InfiniteTimeSpan;
}
