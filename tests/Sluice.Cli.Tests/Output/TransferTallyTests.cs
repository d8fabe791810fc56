using Sluice.Cli.Output;
using Xunit;

namespace Sluice.Cli.Tests.Output;

/// <summary>Reports of several sends, added up.</summary>
public sealed class TransferTallyTests
{
    [Fact]
    public void Sends_AreAddedUp()
    {
        TransferTally tally = new(repeat: 3);
        Assert.Equal((0, null), (tally.Bytes, tally.Total));

        tally.Report(new SendPacketsProgress(40, 0, 100));
        Assert.Equal((40, 300L), (tally.Bytes, tally.Total));

        tally.Begin(100);
        tally.Report(new SendPacketsProgress(50, 1, 100));
        Assert.Equal((150, 300L), (tally.Bytes, tally.Total));
    }

    [Fact]
    public void UnknownTotal_StaysUnknown()
    {
        TransferTally tally = new(repeat: 1);
        tally.Report(new SendPacketsProgress(40, 0, null));
        Assert.Equal((40, null), (tally.Bytes, tally.Total));
    }
}
