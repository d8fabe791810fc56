namespace Sluice.Planning;

/// <summary>Whether a file yields a byte somewhere.</summary>
internal enum ByteProbe
{
    No,
    Yes,

    /// <summary>Only a read that may wait for a disk can tell.</summary>
    MustWait,
}
