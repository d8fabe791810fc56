using System.Text.Json;
using System.Text.Json.Serialization;
using Sluice.Cli.Output;

namespace Sluice.Cli.Datagrams;

/// <summary>What one sender of datagrams brought.</summary>
internal sealed record FlowReport : IReport
{
    public required string From { get; init; }

    public required long Datagrams { get; init; }

    /// <summary>Of data, without headers.</summary>
    public required long Bytes { get; init; }

    /// <summary>From the first to the last datagram.</summary>
    [JsonIgnore]
    public required TimeSpan Elapsed { get; init; }

    public double Seconds => Elapsed.TotalSeconds;

    /// <summary>Of a sender with numbers.</summary>
    public SequenceReport? Sequence { get; init; }

    /// <summary>Datagrams that should have had a number.</summary>
    public long? WithoutHeader { get; init; }

    public required string Sha256 { get; init; }

    public string ToLine()
    {
        string line = $"{From}: {Format.Number(Datagrams)} {(Datagrams == 1 ? "datagram" : "datagrams")}, {Format.Bytes(Bytes)} in {Format.Duration(Elapsed)} "
            + $"({Format.Rate(Bytes, Elapsed)})";
        if (Sequence is { } sequence)
        {
            line += $", lost {Format.Number(sequence.Lost)} of {Format.Number(sequence.Total)}, reordered {Format.Number(sequence.Reordered)}, "
                + $"duplicated {Format.Number(sequence.Duplicated)}";
        }

        if (WithoutHeader is { } malformed)
            line += $", {Format.Number(malformed)} without a header";
        return $"{line}, SHA-256 {Sha256}";
    }

    public string ToJson() => JsonSerializer.Serialize(this, DatagramJson.Default.FlowReport);
}
