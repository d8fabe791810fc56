namespace Sluice.Soak.Lanes;

internal static class Bounds
{
    /// <summary>What nothing here takes, on any machine: whoever waits for so long reports a hang.</summary>
    public static TimeSpan Wait { get; } = TimeSpan.FromSeconds(60);
}
