namespace Sluice.Cli.Tests.Support;

/// <summary>How long a test waits for what takes milliseconds, before it takes it for a hang.</summary>
internal static class Bound
{
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    /// <summary>For commands that start a dozen processes, on a machine that has other things to do.</summary>
    public static readonly TimeSpan LongWait = TimeSpan.FromSeconds(120);
}
