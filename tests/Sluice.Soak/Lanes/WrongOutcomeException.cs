namespace Sluice.Soak.Lanes;

/// <summary>A promise was broken.</summary>
internal sealed class WrongOutcomeException(string message) : Exception(message);
