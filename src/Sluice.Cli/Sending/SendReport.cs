using System.Text.Json;
using System.Text.Json.Serialization;
using Sluice.Cli.Output;

namespace Sluice.Cli.Sending;

/// <summary>What was sent.</summary>
internal sealed record SendReport : IReport
{
    public required string To { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Of more than one.</summary>
    public int? Sends { get; init; }

    /// <summary>Of those that bear numbers.</summary>
    public long? Datagrams { get; init; }

    /// <summary>Until the kernel had taken the last byte.</summary>
    [JsonIgnore]
    public required TimeSpan Elapsed { get; init; }

    public double Seconds => Elapsed.TotalSeconds;

    /// <summary>In lower-case hexadecimal, where it was asked for.</summary>
    public string? Sha256 { get; init; }

    public string ToLine()
    {
        string datagrams = Datagrams is { } count ? $" in {Format.Number(count)} {(count == 1 ? "datagram" : "datagrams")}" : "";
        string sends = Sends is { } times ? $" in {Format.Number(times)} sends" : "";
        string hash = Sha256 is null ? "" : $", SHA-256 {Sha256}";
        return $"sent {Format.Bytes(Bytes)}{sends}{datagrams} to {To} in {Format.Duration(Elapsed)} ({Format.Rate(Bytes, Elapsed)}){hash}";
    }

    public string ToJson() => JsonSerializer.Serialize(this, SendJson.Default.SendReport);
}
