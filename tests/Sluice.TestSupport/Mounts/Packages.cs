using System.Diagnostics;
using Xunit;

namespace Sluice.TestSupport.Mounts;

/// <summary>Debian packages that a test needs: installed by tests/install-packages.sh, which is what users run as well.</summary>
public static class Packages
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static readonly Dictionary<string, string?> Outcomes = [];

    /// <summary>Installs what is missing. Where that cannot be done the test is skipped with the reason; in CI, where it has to be possible, it fails.</summary>
    public static async Task RequireAsync(params string[] packages)
    {
        string? reason = await FindObstacleAsync(packages);
        if (reason is null)
            return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
        Assert.Fail($"CI must be able to run this test: {reason}");
    }

    private static async Task<string?> FindObstacleAsync(string[] packages)
    {
        string key = string.Join(' ', packages);
        await Gate.WaitAsync();
        try
        {
            if (Outcomes.TryGetValue(key, out string? known))
                return known;
            string script = Path.Combine(Repository.Root, "tests", "install-packages.sh");
            using Process process = Process.Start(new ProcessStartInfo("bash", [script, .. packages]) { RedirectStandardError = true })!;
            string error = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return Outcomes[key] = process.ExitCode == 0 ? null : error.Trim();
        }
        finally
        {
            Gate.Release();
        }
    }
}
