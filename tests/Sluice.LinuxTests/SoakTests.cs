using Sluice.LinuxTests.Support;

namespace Sluice.LinuxTests;

/// <summary>The soak of tests/Sluice.Soak, in short: everything at random for some seconds, every byte checked, nothing grown.</summary>
public sealed class SoakTests
{
    [Fact]
    public Task TwentySecondsOfEverything_AreRight_AndLeaveNothingBehind() => IsRightAsync(["--seconds", "20", "--interval", "5"]);

    /// <summary>
    /// GCStress is for checked builds of the runtime alone. In its stead a budget of 256 KiB for the youngest objects, and a thread that collects and compacts without
    /// pause: what a send reads unpinned has moved.
    /// </summary>
    [Fact]
    public Task TenSecondsOfCompaction_AreRight() => IsRightAsync(
        ["--seconds", "10", "--interval", "5", "--collect"], ("DOTNET_GCgen0size", "40000"), ("DOTNET_gcServer", "0"), ("DOTNET_gcConcurrent", "0"));

    private static async Task IsRightAsync(string[] arguments, params (string, string)[] environment)
    {
        using ChildProcess soak = ChildProcess.Start("Sluice.Soak", arguments, environment);
        string report = await soak.EndAsync(5 * Bounded.Limit);
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(soak.ExitCode == 0, report);
        Assert.EndsWith("all right", report.TrimEnd(), StringComparison.Ordinal);
    }
}
