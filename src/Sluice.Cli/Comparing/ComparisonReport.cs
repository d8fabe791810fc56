using System.Text.Json;
using Sluice.Cli.Output;

namespace Sluice.Cli.Comparing;

/// <summary>One workload both ways.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Description">What one send sends.</param>
/// <param name="BytesPerSend">Of all elements together.</param>
/// <param name="IsRight">Whether every byte arrived, both ways and in every round.</param>
/// <param name="Sluice">By this library.</param>
/// <param name="Stock">By the framework.</param>
internal sealed record ComparisonReport(string Workload, string Description, long BytesPerSend, bool IsRight, WayFigures Sluice, WayFigures Stock) : IReport
{
    /// <summary>How many times as fast this library is: the ratio of the medians.</summary>
    public double Speed => Stock.SecondsPerSend / Sluice.SecondsPerSend;

    /// <summary>How many times as much processor time the framework takes.</summary>
    public double Processor => Stock.ProcessorPerSend / Sluice.ProcessorPerSend;

    public string ToLine() => $"{Workload}: {Speed:N1} times as fast, {Processor:N1} times less processor time";

    public string ToJson() => JsonSerializer.Serialize(this, ComparisonJson.Default.ComparisonReport);
}
