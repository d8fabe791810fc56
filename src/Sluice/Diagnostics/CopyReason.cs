namespace Sluice.Diagnostics;

/// <summary>Why bytes of a file were read into a buffer.</summary>
internal static class CopyReason
{
    /// <summary>The file is small: it rides along with its neighbours.</summary>
    public const string Small = "small";

    /// <summary>The file does not tell its size.</summary>
    public const string Sizeless = "sizeless";

    /// <summary>sendfile(2) refused the file.</summary>
    public const string Refused = "refused";

    /// <summary>They were not in the page cache: a disk thread read them.</summary>
    public const string Cold = "cold";

    /// <summary>The portable backend sends all files that way.</summary>
    public const string Portable = "portable";

    /// <summary>They go over a stream.</summary>
    public const string Stream = "stream";
}
