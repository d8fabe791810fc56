namespace Sluice.Cli.Demo;

/// <summary>All that the demo sends.</summary>
internal sealed record DemoPlan
{
    /// <summary>The files that were there before the demo.</summary>
    public required RealFiles Files { get; init; }

    /// <summary>One send of a header, real files, a large generated one and a trailer.</summary>
    public required Workload Large { get; init; }

    /// <summary>The same for where system calls are counted, with <see cref="CountedBytes"/> generated.</summary>
    public required Workload LargeCounted { get; init; }

    /// <summary>Many sends of a header and a small file by path: what a file server does all day.</summary>
    public required Workload Small { get; init; }

    /// <summary>Fewer of the same for where system calls are counted.</summary>
    public required Workload SmallCounted { get; init; }

    /// <summary>Size of the generated file of <see cref="LargeCounted"/>.</summary>
    public required long CountedBytes { get; init; }
}
