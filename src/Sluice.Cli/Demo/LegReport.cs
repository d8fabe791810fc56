namespace Sluice.Cli.Demo;

/// <summary>What the sending process of a leg says about its send. It goes to the demo as one line of JSON.</summary>
internal sealed record LegReport
{
    /// <summary>Bytes that the calls reported, summed up.</summary>
    public required long ReportedBytes { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>User and kernel time of the whole process during the send.</summary>
    public required TimeSpan Processor { get; init; }

    /// <summary>Descriptors open after the send, less those open before; null where the system does not tell.</summary>
    public required int? DescriptorsLeftOpen { get; init; }
}
