using System.Text.Json;
using Sluice.Cli.Output;

namespace Sluice.Cli.Receiving;

/// <summary>Where a receiver listens.</summary>
internal sealed record ListeningReport(string Listening) : IReport
{
    public string ToLine() => $"listening on {Listening}";

    public string ToJson() => JsonSerializer.Serialize(this, ReceiveJson.Default.ListeningReport);
}
