namespace Sluice.AspNetCore.Diagnostics;

/// <summary>How a file went out.</summary>
internal static class FileWay
{
    /// <summary>By sendfile(2), or in one call with the header if it is small; either way not through Kestrel's buffers.</summary>
    public const string SendFile = "sendfile";

    /// <summary>As stock Kestrel sends it.</summary>
    public const string Copy = "copy";
}
