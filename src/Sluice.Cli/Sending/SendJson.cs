using System.Text.Json.Serialization;

namespace Sluice.Cli.Sending;

/// <summary>Reports to JSON without reflection, so that the tool can be compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SendReport))]
internal sealed partial class SendJson : JsonSerializerContext;
