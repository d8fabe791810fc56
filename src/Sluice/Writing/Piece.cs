using Sluice.Operations;
using Sluice.Planning;

namespace Sluice.Writing;

/// <summary>What is written next: bytes side by side in memory, from one place of the plan to another.</summary>
/// <param name="Memory">The bytes: in a pooled buffer, or the caller's own where they lie. Empty where only the place changes.</param>
/// <param name="Buffer">The buffer, to be given back when they are written; null where they are the caller's own.</param>
/// <param name="Before">Where in the plan they begin.</param>
/// <param name="After">Where in the plan they end.</param>
/// <param name="Failure">Why there are none, where that is so.</param>
internal readonly record struct Piece(ReadOnlyMemory<byte> Memory, byte[]? Buffer, SendCursor Before, SendCursor After, SendResult? Failure = null);
