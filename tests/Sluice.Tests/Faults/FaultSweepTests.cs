using System.Diagnostics;
using Xunit;

namespace Sluice.Tests.Faults;

/// <summary>
/// Every system call of representative sends fails, in every way in which it can (BUGCLASSES 1, 3, 4, 5, 8, 9, 10, 16, 17, 19, 23, 26, 27): what arrives is an exact prefix,
/// the count is that prefix, the error is the contract's, nothing is left open, corked or lent, and the sends behind go on.
/// </summary>
public sealed class FaultSweepTests
{
    public static TheoryData<string> Plans => [.. SweepPlans.All.Select(plan => plan.Name)];

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task EveryCallThatFails_IsRecoveredFromOrTold(string plan)
    {
        long start = Stopwatch.GetTimestamp();
        FaultSweep sweep = new(SweepPlans.All.Single(known => known.Name == plan));

        await sweep.RunAsync();

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{plan}: {sweep.Calls} calls, {sweep.Combinations} combinations, {sweep.BuffersReturned} buffers lent and returned, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        Assert.True(sweep.Calls > 0);
        Assert.InRange(sweep.Combinations, sweep.Calls, int.MaxValue);
        Assert.Equal(sweep.Combinations, sweep.Struck);
    }
}
