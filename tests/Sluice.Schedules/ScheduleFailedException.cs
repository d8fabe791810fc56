namespace Sluice.Schedules;

/// <summary>A schedule failed.</summary>
internal sealed class ScheduleFailedException(string seed, string? shrunk, Exception cause) : Exception(
    $"The schedule of seed {seed} failed: {cause.Message}\nRun it again by: dotnet run -c Release --project tests/Sluice.Schedules -- --replay {seed}\n{shrunk ?? "It did not fail again: something in it is not determined by its seed."}",
    cause);
