using System.Net.Sockets;

namespace Sluice.Operations;

/// <summary>How one send is to be carried out, whichever pattern asked for it.</summary>
/// <param name="Flags">The flags of the call.</param>
/// <param name="SendSize">The send size of the call, as SendPacketsSendSize counts it.</param>
/// <param name="Options">The options with all that the stock args do not have; null where nothing of that is asked for.</param>
internal readonly record struct SendSettings(TransmitFileOptions Flags, int SendSize, SendPacketsOptions? Options = null)
{
    /// <summary>Whether what the send itself brings into the page cache is taken out again.</summary>
    public bool DropBehind { get; init; }

    // By their numbers: the framework marks some of the names as Windows', where alone it heeds them.
    private const TransmitFileOptions Known = (TransmitFileOptions)(1 | 2 | 4 | 16 | 32);
    private const TransmitFileOptions Behind = (TransmitFileOptions)4;
    private const TransmitFileOptions SystemThread = (TransmitFileOptions)16;
    private const TransmitFileOptions KernelApc = (TransmitFileOptions)32;
    private const TransmitFileOptions Ending = TransmitFileOptions.Disconnect | TransmitFileOptions.ReuseSocket;

    public static SendSettings From(SendPacketsOptions? options)
    {
        if (options is null)
            return default;
        bool isGoverned = options.Progress is not null || options.StallTimeout != Timeout.InfiniteTimeSpan || options.MaxBytesPerSecond != 0;
        return new SendSettings(options.Flags, options.SendSize, isGoverned ? options : null) { DropBehind = options.DropBehind };
    }

    /// <summary>Where its completion runs. The reactor's thread is asked for last, for it needs no other.</summary>
    public CompletionThread CompletionThread => (Flags & KernelApc) != 0 ? CompletionThread.Reactor
        : (Flags & SystemThread) != 0 ? CompletionThread.System
        : CompletionThread.Pool;

    /// <summary>Whether it completes as soon as everything is queued here.</summary>
    public bool WritesBehind => (Flags & Behind) != 0;

    /// <summary>Whether nothing is asked for that concerns its turns.</summary>
    public bool IsPlain => Options is null && SendSize == 0 && (Flags & (Behind | Ending)) == 0;

    public bool Disconnects => (Flags & TransmitFileOptions.Disconnect) != 0;

    public bool ReusesSocket => (Flags & TransmitFileOptions.ReuseSocket) != 0;

    /// <summary>Why these settings cannot be carried out, or null.</summary>
    public string? FindFault()
    {
        if ((Flags & ~Known) != 0)
            return $"The flags {(int)Flags} have bits that TransmitFileOptions does not define.";
        if ((Flags & Ending) == TransmitFileOptions.ReuseSocket)
            return "ReuseSocket needs Disconnect beside it: only a disconnected socket can connect again.";
        if (WritesBehind && (Flags & Ending) != 0)
            return "WriteBehind cannot be combined with Disconnect or ReuseSocket: it completes before the connection could end.";
        if (SendSize < -1)
            return $"The send size {SendSize} is neither -1, 0 nor a number of bytes.";
        return Options is null ? null : FindFault(Options);
    }

    private static string? FindFault(SendPacketsOptions options)
    {
        if (options.StallTimeout <= TimeSpan.Zero && options.StallTimeout != Timeout.InfiniteTimeSpan)
            return $"The stall timeout {options.StallTimeout} is neither a time above zero nor Timeout.InfiniteTimeSpan.";
        return options.MaxBytesPerSecond < 0 ? $"The rate of {options.MaxBytesPerSecond} bytes per second is negative; 0 means no bound." : null;
    }
}
