namespace Sluice.Diagnostics;

/// <summary>What a disk thread was asked for.</summary>
internal static class DiskOperation
{
    /// <summary>To look up, open and measure the files of a send.</summary>
    public const string Open = "open";

    /// <summary>To read a piece of a file.</summary>
    public const string Read = "read";
}
