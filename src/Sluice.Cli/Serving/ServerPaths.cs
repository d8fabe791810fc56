namespace Sluice.Cli.Serving;

/// <summary>Paths that are the server's own, under a folder that no served one is likely to have.</summary>
internal static class ServerPaths
{
    public const string Health = "/-/health";

    public const string Metrics = "/-/metrics";
}
