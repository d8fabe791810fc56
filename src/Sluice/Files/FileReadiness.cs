namespace Sluice.Files;

/// <summary>Whether a file of a send can be read now.</summary>
internal enum FileReadiness
{
    /// <summary>It is open.</summary>
    Ready,

    /// <summary>So many are open that those before it have to be sent first.</summary>
    Full,

    /// <summary>Opening it would have to wait for a disk, and may not here.</summary>
    MustWait,

    /// <summary>It is not the file any more that was checked, or cannot be opened any more: <see cref="OpenFiles.ReopenFailure"/> says so.</summary>
    Failed,
}
