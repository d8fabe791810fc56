namespace Sluice.Cli.Datagrams;

/// <summary>What became of numbered datagrams.</summary>
internal sealed record SequenceReport(long Total, long Lost, long Reordered, long Duplicated);
