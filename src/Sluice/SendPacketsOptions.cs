using System.Net.Sockets;

namespace Sluice;

/// <summary>How one send is to be carried out. Immutable, so one instance can serve any number of sends.</summary>
/// <remarks>
/// What cannot be carried out, such as a negative rate, fails the send through its task as <see cref="SocketError.InvalidArgument"/>, with nothing sent. docs/options.md
/// tells each option in full.
/// </remarks>
/// <example>
/// <code>
/// SendPacketsOptions options = new() { StallTimeout = TimeSpan.FromSeconds(30), MaxBytesPerSecond = 10_000_000 };
/// long sent = await socket.SendPacketsAsync([PacketElement.FromFile("a.bin")], options, cancellationToken);
/// </code>
/// </example>
public sealed class SendPacketsOptions
{
    // What a timer of the framework takes at most; nobody waits longer for a stalled peer.
    private static readonly TimeSpan LongestStallTimeout = TimeSpan.FromDays(24);

    internal static SendPacketsOptions Default { get; } = new();

    /// <summary>The stall timeout, where it is one.</summary>
    internal TimeSpan StallBound => StallTimeout > LongestStallTimeout ? Timeout.InfiniteTimeSpan : StallTimeout;

    /// <summary>
    /// Flags of Win32's TransmitPackets, as docs/flags.md defines them for this sender.
    /// <see cref="TransmitFileOptions.UseDefaultWorkerThread"/> unless set.
    /// </summary>
    public TransmitFileOptions Flags { get; init; }

    /// <summary>
    /// Bytes of a packet. On a datagram or record socket: what lies between two elements with <see cref="PacketElement.EndOfPacket"/> is cut into datagrams of so
    /// many bytes, the last one shorter; -1 makes it one datagram; 0, the default, does the same where any element ends a packet, and makes every element a
    /// datagram of its own where none does. On a stream: most bytes of one kernel call; 0 and -1 leave that to the sender. Less than -1 is invalid.
    /// </summary>
    /// <example>
    /// <code>
    /// await socket.SendPacketsAsync([PacketElement.FromFile("a.bin")], new SendPacketsOptions { SendSize = 1200 });   // a connected UDP socket
    /// </code>
    /// </example>
    public int SendSize { get; init; }

    /// <summary>
    /// Told how far the send has come: every tenth of a second in which it moved, and once when it ends, before its task completes. One report at a time, in order, on the
    /// thread pool (the last one on the thread that completes the send). A report must not wait for the send itself. None by default.
    /// </summary>
    public IProgress<SendPacketsProgress>? Progress { get; init; }

    /// <summary>
    /// How long the kernel may take no byte of the send before it ends with <see cref="SocketError.TimedOut"/>, be it for want of a reader or of a disk. Time that
    /// the send waits behind others, or for its own rate, does not count. No bound by default, which is <see cref="Timeout.InfiniteTimeSpan"/>; more than 24 days are none either.
    /// Any other time of zero or less is invalid.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Most bytes per second of this send, kept within a few hundredths over every second. 0, the default: no bound; less is invalid. See also
    /// <see cref="TransmitterOptions.MaxBytesPerSecond"/>, which all sends of a transmitter share.
    /// </summary>
    public long MaxBytesPerSecond { get; init; }

    /// <summary>
    /// Whether files leave the page cache as they found it: what had to be read from the disk for this send is taken out again as it goes, and what
    /// was there before stays. For huge files that nobody asks for twice, which would push everyone else's pages out. <see langword="false"/> unless set.
    /// </summary>
    /// <remarks>
    /// Files of up to <see cref="TransmitterOptions.CoalesceLimit"/> bytes are left alone. What is not in the cache is copied through a buffer instead of going by
    /// sendfile(2). The portable backend takes no heed of it. See docs/files.md.
    /// </remarks>
    public bool DropBehind { get; init; }
}
