using Sluice.Schedules;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>
/// Sends on a few sockets, with everything that can happen to them in any order (BUGCLASSES 1, 4, 5, 16, 17, 18, 19, 20, 23, 27, 30, 31): faults, cancellations, disposals, peers that
/// read, stop or reset, disks, time; and all of that in the middle of system calls as well. <c>tests/Sluice.Schedules</c> runs a million.
/// </summary>
public sealed class RandomScheduleTests
{
    private const int Schedules = 20_000;

    [Fact]
    public void AnySchedule_EndsEverySendOnce_WithItsOwnBytes()
    {
        ulong seed = (ulong)Random.Shared.NextInt64();
        ScheduleTotals totals = new();

        ScheduleSampler.Run(Schedules, seed, totals);

        using StringWriter report = new();
        ScheduleReport.Write(report, totals, seed, TimeSpan.Zero);
        TestContext.Current.TestOutputHelper!.WriteLine(report.ToString());

        // Nothing of this is rare: where one does not occur, it does not occur any more.
        Assert.True(totals.Schedules >= Schedules);
        Assert.All(
            (long[])[totals.Sends, totals.Cancels, totals.Disposals, totals.TransmitterDisposals, totals.Resets, totals.Interruptions, totals.Faults.Count, totals.BuffersReturned],
            count => Assert.InRange(count, 50, long.MaxValue));
        Assert.InRange(totals.Outcomes.Count, 15, int.MaxValue);
    }

    /// <summary>What a failure prints leads back to it.</summary>
    [Fact]
    public void SeedOfASchedule_MakesTheSameAgain()
    {
        string seed = ScheduleSampler.SeedOf(7, 3);

        Assert.Equal(ScheduleSampler.Make(seed).ToString(), ScheduleSampler.Make(seed).ToString());
        Assert.NotEqual(ScheduleSampler.Make(seed).ToString(), ScheduleSampler.Make(ScheduleSampler.SeedOf(7, 4)).ToString());
    }
}
