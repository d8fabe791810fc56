using System.Text.Json.Serialization;

namespace Sluice.Cli.Demo;

/// <summary>Reports to and from JSON without reflection, so that the tool can be compiled ahead of time.</summary>
[JsonSerializable(typeof(LegReport))]
internal sealed partial class LegJson : JsonSerializerContext;
