using Sluice.Cli.Demo;
using Xunit;

namespace Sluice.Cli.Tests.Demo;

/// <summary>The demo must not call right what is not.</summary>
public sealed class ComparisonTests
{
    private static readonly Digest Expected = new(10, "ab");

    [Fact]
    public void OtherBytes_OnEitherSide_AreNotRight()
    {
        Assert.True(new Comparison(Run(Expected), Run(Expected)).IsRight);
        Assert.False(new Comparison(Run(Expected with { Sha256 = "cd" }), Run(Expected)).IsRight);
        Assert.False(new Comparison(Run(Expected), Run(Expected with { Bytes = 9 })).IsRight);
    }

    private static LegResult Run(Digest received)
    {
        Workload workload = new() { Elements = [], ExpandedElements = [], Warmups = 0, Sends = 1, Expected = Expected };
        LegReport report = new() { ReportedBytes = 10, Elapsed = TimeSpan.FromSeconds(1), Processor = TimeSpan.Zero, DescriptorsLeftOpen = 0 };
        return new LegResult(new Leg(workload, Way.Sluice), report, received);
    }
}
