using System.Net.Sockets;

namespace Sluice.Operations;

/// <summary>How one send is to be carried out, whichever pattern asked for it.</summary>
/// <param name="Flags">The flags of the call.</param>
/// <param name="SendSize">The send size of the call, as SendPacketsSendSize counts it.</param>
internal readonly record struct SendSettings(TransmitFileOptions Flags, int SendSize)
{
    /// <summary>Whether what the send itself brings into the page cache is taken out again.</summary>
    public bool DropBehind { get; init; }

    // By their numbers: the framework marks some of the names as Windows', where alone it heeds them.
    private const TransmitFileOptions Known = (TransmitFileOptions)(1 | 2 | 4 | 16 | 32);

    public static SendSettings From(SendPacketsOptions? options) =>
        options is null ? default : new SendSettings(options.Flags, options.SendSize) { DropBehind = options.DropBehind };

    /// <summary>Why these settings cannot be carried out, or null.</summary>
    public string? FindFault()
    {
        if ((Flags & ~Known) != 0)
            return $"The flags {(int)Flags} have bits that TransmitFileOptions does not define.";
        if ((Flags & (TransmitFileOptions.ReuseSocket | TransmitFileOptions.Disconnect)) == TransmitFileOptions.ReuseSocket)
            return "ReuseSocket needs Disconnect beside it: only a disconnected socket can connect again.";
        if (SendSize < -1)
            return $"The send size {SendSize} is neither -1, 0 nor a number of bytes.";
        return null;
    }

    /// <summary>Throws for what is right to ask for, but not built.</summary>
    public void ThrowIfNotBuilt()
    {
        if ((Flags & TransmitFileOptions.Disconnect) != 0)
            throw new NotSupportedException("TransmitFileOptions.Disconnect is not supported yet: shut the socket down and disconnect it after the send.");
    }
}
