using System.Net.Sockets;

namespace Sluice;

/// <summary>How one send is to be carried out. Immutable, so one instance can serve any number of sends.</summary>
public sealed class SendPacketsOptions
{
    internal static SendPacketsOptions Default { get; } = new();

    /// <summary>
    /// Flags of Win32's TransmitPackets, as docs/semantics.md defines them for this sender.
    /// <see cref="TransmitFileOptions.UseDefaultWorkerThread"/> unless set.
    /// </summary>
    public TransmitFileOptions Flags { get; init; }

    /// <summary>
    /// Most bytes of one kernel call on a stream socket. 0, the default: the sender chooses. -1 is
    /// the same on a stream, which has no packets.
    /// </summary>
    public int SendSize { get; init; }

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
