using System.Diagnostics;
using Sluice.TestSupport.Processes;

namespace Sluice.LinuxTests;

/// <summary>The soak of tests/Sluice.Soak, in short: everything at random for some seconds, every byte checked, nothing grown.</summary>
public sealed class SoakTests : IDisposable
{
    // A soak that is killed with a test that has failed leaves its files there.
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public Task TwentySecondsOfEverything_AreRight_AndLeaveNothingBehind() => IsRightAsync(["--seconds", "20", "--interval", "5"]);

    /// <summary>
    /// GCStress is for checked builds of the runtime alone. In its stead a budget of 256 KiB for the youngest objects, and a thread that collects and compacts without
    /// pause: what a send reads unpinned has moved.
    /// </summary>
    [Fact]
    public Task TenSecondsOfCompaction_AreRight() => IsRightAsync(
        ["--seconds", "10", "--interval", "5", "--collect"], ("DOTNET_GCgen0size", "40000"), ("DOTNET_gcServer", "0"), ("DOTNET_gcConcurrent", "0"));

    [Fact]
    public async Task SoakThatIsToldToEnd_EndsWithItsReport_AndLeavesNoFiles()
    {
        using ChildProcess soak = Start(["--minutes", "10"]);
        await soak.LineAsync("   time  descriptors");
        Assert.NotEmpty(Directory.GetFileSystemEntries(_temporary.Path));

        await soak.SignalAsync("TERM");

        await soak.ExitAsync();
        Assert.EndsWith("all right", soak.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.Path));
    }

    private async Task IsRightAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        using ChildProcess soak = Start(arguments, environment);
        int code = await soak.ExitAsync(5 * Bounded.Limit);
        TestContext.Current.TestOutputHelper?.WriteLine(soak.Output);
        Assert.True(code == 0, soak.Output + soak.Errors);
        Assert.EndsWith("all right", soak.Output.TrimEnd(), StringComparison.Ordinal);
    }

    private ChildProcess Start(string[] arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = ChildProcess.Managed("Sluice.Soak", arguments);
        start.Environment["TMPDIR"] = _temporary.Path;
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return ChildProcess.Start(start);
    }
}
