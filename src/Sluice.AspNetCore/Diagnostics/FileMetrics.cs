using System.Diagnostics.Metrics;

namespace Sluice.AspNetCore.Diagnostics;

/// <summary>Counts the files that responses sent, by the way they went.</summary>
internal sealed class FileMetrics
{
    /// <summary>The name of the meter, which docs/aspnetcore.md gives to users.</summary>
    public const string MeterName = "Sluice.AspNetCore";

    /// <summary>The name of the counter of files.</summary>
    public const string FilesName = "sluice.aspnetcore.files";

    /// <summary>The tag that tells the way.</summary>
    public const string WayTag = "sluice.way";

    private static readonly KeyValuePair<string, object?> SendFileTag = new(WayTag, FileWay.SendFile);
    private static readonly KeyValuePair<string, object?> CopyTag = new(WayTag, FileWay.Copy);

    private readonly Counter<long> _files;

    public FileMetrics(IMeterFactory meters)
    {
        _files = meters.Create(MeterName).CreateCounter<long>(FilesName, "{file}", "Files, or ranges of files, that responses sent, by the way they went.");
    }

    public void CountSendFile() => _files.Add(1, SendFileTag);

    public void CountCopy() => _files.Add(1, CopyTag);
}
