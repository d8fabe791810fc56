namespace Sluice.Soak;

/// <summary>How to run.</summary>
/// <param name="Duration">How long.</param>
/// <param name="Interval">Time between two samples.</param>
/// <param name="Seed">What everything random follows from, but for the schedule.</param>
/// <param name="Collects">Whether a thread collects and compacts the heap all the time.</param>
internal sealed record SoakOptions(TimeSpan Duration, TimeSpan Interval, int Seed, bool Collects);
