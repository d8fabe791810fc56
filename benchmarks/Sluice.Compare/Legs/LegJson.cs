using System.Text.Json.Serialization;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Legs;

/// <summary>How a leg's workload travels to its process, and its result back to ours.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LegResult))]
[JsonSerializable(typeof(Workload))]
internal sealed partial class LegJson : JsonSerializerContext;
