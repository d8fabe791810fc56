namespace Sluice.Interleavings.Control;

/// <summary>What an exploration came to.</summary>
/// <param name="Interleavings">How many there are.</param>
/// <param name="Points">Most places in one at which another thread could have gone on.</param>
/// <param name="Preemptions">The bound.</param>
internal readonly record struct Exploration(int Interleavings, int Points, int Preemptions);
