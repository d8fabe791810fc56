using System.Text.Json.Serialization;

namespace Sluice.Compare.Legs;

/// <summary>What a leg prints as JSON when it ends, whichever language it is written in.</summary>
/// <param name="Sends">Sends completed within the window.</param>
/// <param name="Bytes">Bytes of those sends.</param>
/// <param name="TotalBytes">Bytes of all sends of the leg: the receiver must have seen as many.</param>
/// <param name="Seconds">How long the window was.</param>
/// <param name="UserSeconds">Processor time of the process in user mode, within the window.</param>
/// <param name="SystemSeconds">Processor time of the process in the kernel, within the window.</param>
/// <param name="FilesLeft">Files of the workload that the process still held open although no send was under way.</param>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap, within the window.</param>
/// <param name="PeakResidentBytes">The most memory of the process that was resident at a time, its code included.</param>
/// <param name="SystemCalls">System calls of the process within the window; null where nobody counted them.</param>
/// <param name="Failure">What ended it early; null where it came to its end.</param>
internal sealed record LegResult(
    long Sends, long Bytes, long TotalBytes, double Seconds, double UserSeconds, double SystemSeconds, int FilesLeft, long AllocatedBytes,
    long PeakResidentBytes, long? SystemCalls = null, string? Failure = null)
{
    [JsonIgnore]
    public bool Succeeded => Failure is null;

    [JsonIgnore]
    public double SendsPerSecond => Sends / Seconds;

    [JsonIgnore]
    public double MegabytesPerSecond => Bytes / Seconds / 1e6;

    [JsonIgnore]
    public double MicrosecondsPerSend => (UserSeconds + SystemSeconds) * 1e6 / Sends;

    [JsonIgnore]
    public double PeakResidentMegabytes => PeakResidentBytes / 1e6;

    [JsonIgnore]
    public double AllocatedPerSend => (double)AllocatedBytes / Sends;

    public static LegResult Failed(string failure) => new(0, 0, 0, 0, 0, 0, 0, 0, 0, Failure: failure);
}
