namespace Sluice.Cli.Demo;

/// <summary>What the legs of a comparison send, how often, and what has to arrive.</summary>
internal sealed record Workload
{
    /// <summary>What one send sends, as arguments of the command line, with wildcard patterns.</summary>
    public required IReadOnlyList<string> Elements { get; init; }

    /// <summary>The same with every pattern replaced by its matches, for the call that takes a pattern for the name of a file.</summary>
    public required IReadOnlyList<string> ExpandedElements { get; init; }

    /// <summary>Sends before those that are measured.</summary>
    public required int Warmups { get; init; }

    /// <summary>Sends that are measured, one after the other.</summary>
    public required int Sends { get; init; }

    /// <summary>What the measured sends together have to bring.</summary>
    public required Digest Expected { get; init; }
}
