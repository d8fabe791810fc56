using Sluice.Cli.Demo;

namespace Sluice.Cli.Comparing;

/// <summary>A workload with a name that people know it by.</summary>
internal sealed record ComparedWorkload(string Name, string Description, Workload Workload);
