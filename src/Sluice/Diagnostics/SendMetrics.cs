using System.Diagnostics.Metrics;

namespace Sluice.Diagnostics;

/// <summary>
/// The instruments of the meter <c>Sluice</c>, and what is told them (docs/metrics.md). Whoever has something to tell asks first whether anybody listens: that is two
/// loads from memory, and all that a send pays otherwise.
/// </summary>
internal static class SendMetrics
{
    public const string OverSocket = "socket";
    public const string OverStream = "stream";

    private const string Transport = "sluice.transport";

    private static readonly Meter Meter = new("Sluice", typeof(SendMetrics).Assembly.GetName().Version?.ToString(3));

    // A boxed one for all.
    private static readonly object True = true;

    private static readonly Counter<long> Sends = Meter.CreateCounter<long>("sluice.sends", "{send}", "Sends that have ended, well or not.");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("sluice.send.failures", "{send}", "Sends that have ended before their last byte was taken.");

    private static readonly Counter<long> Transferred = Meter.CreateCounter<long>("sluice.send.io", "By", "Bytes that sockets and streams have taken.");

    private static readonly Counter<long> Copied = Meter.CreateCounter<long>("sluice.copy.io", "By", "Bytes of files that were read into a buffer to be sent, instead of going by zero-copy.");

    private static readonly Counter<long> DiskHandoffs = Meter.CreateCounter<long>("sluice.disk.handoffs", "{handoff}", "Steps of sends that were handed to a disk thread, because they could have waited for a disk.");

    private static readonly Counter<long> SystemCalls = Meter.CreateCounter<long>("sluice.system_calls", "{call}", "System calls made by the Linux backend.");

    static SendMetrics() =>
        Meter.CreateObservableUpDownCounter("sluice.active_sends", ActiveSends.Observe, "{send}", "Sends that have begun and not ended, those that wait among them.");

    /// <summary>Whether anybody wants to hear of the end of a send.</summary>
    public static bool HearsEnds => Sends.Enabled || Failures.Enabled;

    public static bool HearsBytes => Transferred.Enabled;

    public static bool HearsCopies => Copied.Enabled;

    public static bool HearsDisk => DiskHandoffs.Enabled;

    public static bool HearsSystemCalls => SystemCalls.Enabled;

    /// <summary>A send has ended.</summary>
    /// <param name="transport">What it went over.</param>
    /// <param name="errorType">The kind of its failure; null where it has none.</param>
    /// <param name="isLate">Whether its caller had been told already that it was sent.</param>
    public static void End(string transport, string? errorType, bool isLate)
    {
        Add(Sends, 1, Tag(Transport, transport));
        if (errorType is null)
            return;
        if (isLate)
            Add(Failures, 1, Tag(Transport, transport), Tag("error.type", errorType), Tag("sluice.send.late", True));
        else
            Add(Failures, 1, Tag(Transport, transport), Tag("error.type", errorType));
    }

    public static void CountBytes(long bytes, string transport) => Add(Transferred, bytes, Tag(Transport, transport));

    /// <param name="bytes">The bytes read.</param>
    /// <param name="reason">Why they were: <see cref="CopyReason"/>.</param>
    public static void CountCopied(long bytes, string reason) => Add(Copied, bytes, Tag("sluice.copy.reason", reason));

    /// <param name="operation">What the disk is waited for: <see cref="DiskOperation"/>.</param>
    public static void CountHandoff(string operation) => Add(DiskHandoffs, 1, Tag("sluice.disk.operation", operation));

    /// <param name="name">The name of the call in Linux.</param>
    public static void CountSystemCall(string name) => Add(SystemCalls, 1, Tag("sluice.system_call", name));

    /// <summary>The sends under way of one transport.</summary>
    public static Measurement<long> Active(long sends, string transport) => new(sends, Tag(Transport, transport));

    /// <summary>A listener's callback runs inside: what it throws is not to end a send, nor to keep it from letting go of what it holds.</summary>
    private static void Add(Counter<long> counter, long value, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(value, tags);
        }
        catch (Exception fault)
        {
            CallersFault.Rethrow(fault);
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
