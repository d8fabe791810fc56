namespace Sluice.Interleavings.Control;

/// <summary>One place of an interleaving at which another thread could have gone on.</summary>
/// <param name="Pick">Which one did.</param>
/// <param name="Choices">How many could.</param>
internal readonly record struct Decision(int Pick, int Choices);
