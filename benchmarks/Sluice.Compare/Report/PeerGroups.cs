namespace Sluice.Compare.Report;

/// <summary>The peers that are one thing to a reader of the figures; the best of each group counts.</summary>
internal static class PeerGroups
{
    /// <summary>Sluice's awaitable send.</summary>
    public static readonly string[] Sluice = [Peers.PeerCatalog.Reference];

    /// <summary>The stock call as anybody writes it, and helped by collections where it would die without.</summary>
    public static readonly string[] Stock = ["stock", "stock-gc"];

    /// <summary>What a careful programmer makes of the framework's other calls.</summary>
    public static readonly string[] HandWritten = ["hand", "stock-stream", "send-list", "send-each"];

    /// <summary>The loops in C, on one thread or more.</summary>
    public static readonly string[] C = ["c-vector", "c-copy", "c-vector-mt", "c-copy-mt", "c-gso", "c-mmsg"];
}
