namespace Sluice.TestSupport.Models;

/// <summary>What an element of a plan is, as far as a sender has to do otherwise for it.</summary>
internal enum ElementKind
{
    Memory,

    /// <summary>Memory in two pieces.</summary>
    Sequence,

    /// <summary>A file by its path, all of it in the page cache.</summary>
    WarmFile,

    /// <summary>The caller's own handle.</summary>
    Handle,

    /// <summary>A file whose pages are not in the cache.</summary>
    ColdFile,

    /// <summary>A file whose path cannot be looked up without waiting.</summary>
    ColdPath,

    /// <summary>A file of a daemon or a network: every read may wait.</summary>
    RemoteFile,

    /// <summary>A file that reports size 0, as those of /proc.</summary>
    SizelessFile,

    /// <summary>A file that sendfile(2) refuses.</summary>
    UnsplicedFile,

    /// <summary>A range of one file that several elements name, so that neighbours come about.</summary>
    SharedRange,

    /// <summary>Three files by one path with a wildcard.</summary>
    Wildcard,
}
