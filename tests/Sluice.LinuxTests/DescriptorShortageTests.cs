using System.Diagnostics;
using Sluice.TestSupport.Processes;

namespace Sluice.LinuxTests;

/// <summary>
/// EMFILE for real (BUGCLASSES 17), in a process with a limit of its own. ENFILE is the limit of the whole machine, <c>fs.file-max</c>, which no test may reach for: it is
/// tested on the simulated kernel alone.
/// </summary>
public sealed class DescriptorShortageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TransmitterBackend.Linux, "task")]
    [InlineData(TransmitterBackend.Linux, "args")]
    [InlineData(TransmitterBackend.Portable, "task")]
    [InlineData(TransmitterBackend.Portable, "args")]
    public async Task FewerDescriptorsThanNeeded_FailTheSendWithItsCount_AndTheNextOneGoesThrough(TransmitterBackend backend, string pattern)
    {
        ProcessStartInfo start = ChildProcess.Managed("Sluice.AotSmoke", "shortage", _folder.Path, $"{backend}", pattern);
        using ChildProcess process = ChildProcess.Start("prlimit", ["--nofile=300:300", start.FileName, .. start.ArgumentList]);

        Assert.Equal((0, ""), (await process.ExitAsync(), process.Errors));
        IReadOnlyList<string> lines = process.TakeLines();
        Assert.Equal("before: 10000 bytes", lines[0]);
        Assert.StartsWith("missing: FileNotFoundException", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("shortage: IOException: ", lines[2], StringComparison.Ordinal);
        Assert.Contains("too many open files", lines[2], StringComparison.OrdinalIgnoreCase);

        // The five that there were: nothing that the failed send had opened is open still.
        Assert.Equal(["free afterwards: 5", "after: 10000 bytes", "arrived: 20000"], lines.Skip(3).Take(3));
        if (backend == TransmitterBackend.Linux)
        {
            string[] waits = [.. Enumerable.Range(0, 2).Select(left =>
                $"waiting with {left}: TooManyOpenSockets, a part: True, free afterwards: {left}, after: 20000000 bytes, right: True")];
            Assert.Equal(waits, lines.Skip(6));
        }
    }
}
