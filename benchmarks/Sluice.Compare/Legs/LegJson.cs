using System.Text.Json.Serialization;

namespace Sluice.Compare.Legs;

/// <summary>How a leg's result travels from its process to ours.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LegResult))]
internal sealed partial class LegJson : JsonSerializerContext;
