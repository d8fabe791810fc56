using System.Text.Json.Serialization;

namespace Sluice.Compare.Latency;

/// <summary>How a leg's result travels from its process to ours, and to a file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LatencyResult))]
internal sealed partial class LatencyJson : JsonSerializerContext;
