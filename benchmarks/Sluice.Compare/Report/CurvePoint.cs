using Sluice.Compare.Rounds;

namespace Sluice.Compare.Report;

/// <summary>One point of a <see cref="Curve"/>: medians, and how far the rounds lie apart.</summary>
/// <param name="Count">How many there are of what grows.</param>
/// <param name="SluiceCpu">Processor time of Sluice, in microseconds per send.</param>
/// <param name="CCpu">The same of the better loop in C; null where there is none.</param>
/// <param name="SluiceRate">Sends per second.</param>
/// <param name="CRate">The same of that loop in C.</param>
internal sealed record CurvePoint(int Count, Spread SluiceCpu, Spread? CCpu, Spread SluiceRate, Spread? CRate);
