namespace Sluice.Soak.Content;

/// <summary>A file of the store.</summary>
/// <param name="Seed">What its bytes are derived from.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Length">Its size.</param>
/// <param name="Stream">Open for as long as the store is, for sends by handle.</param>
internal sealed record StoredFile(ulong Seed, string Path, int Length, FileStream Stream);
