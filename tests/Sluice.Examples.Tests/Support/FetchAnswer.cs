namespace Sluice.Examples.Tests.Support;

/// <summary>An answer of examples/SegmentFetch whose checksums were right.</summary>
internal sealed record FetchAnswer(uint Id, uint Status, byte[] Range);
