namespace Sluice.Soak.Content;

/// <summary>A run of derived bytes.</summary>
/// <param name="Seed">What they are derived from.</param>
/// <param name="Offset">Where they begin.</param>
/// <param name="Length">How many there are.</param>
internal readonly record struct Extent(ulong Seed, long Offset, int Length);
