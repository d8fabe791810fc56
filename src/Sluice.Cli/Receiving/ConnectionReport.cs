using System.Text.Json;
using System.Text.Json.Serialization;
using Sluice.Cli.Output;

namespace Sluice.Cli.Receiving;

/// <summary>What one connection brought.</summary>
internal sealed record ConnectionReport : IReport
{
    /// <summary>Its number, from 1 on.</summary>
    public required int Connection { get; init; }

    /// <summary>The sender's address; null over Unix sockets, where it has none.</summary>
    public string? From { get; init; }

    public required long Bytes { get; init; }

    /// <summary>From the first to the last byte.</summary>
    [JsonIgnore]
    public required TimeSpan Elapsed { get; init; }

    public double Seconds => Elapsed.TotalSeconds;

    public required string Sha256 { get; init; }

    public string ToLine() => $"connection {Connection}{(From is null ? "" : $" from {From}")}: {Format.Bytes(Bytes)} in {Format.Duration(Elapsed)} "
        + $"({Format.Rate(Bytes, Elapsed)}), SHA-256 {Sha256}";

    public string ToJson() => JsonSerializer.Serialize(this, ReceiveJson.Default.ConnectionReport);
}
