using Sluice.Compare.Workloads;

namespace Sluice.Compare.Studies;

/// <summary>Which curves to measure, and for how long.</summary>
internal sealed record GrowthSettings(
    IReadOnlyList<Growth> Growths, SendMode Mode, int Most, int Rounds, TimeSpan WarmUp, TimeSpan Window, string? JsonPath);
