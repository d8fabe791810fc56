using System.Text.Json.Serialization;

namespace Sluice.Cli.Receiving;

/// <summary>Reports to JSON without reflection, so that the tool can be compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListeningReport))]
[JsonSerializable(typeof(ConnectionReport))]
internal sealed partial class ReceiveJson : JsonSerializerContext;
