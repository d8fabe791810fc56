using Sluice.TestSupport;
using Sluice.Writing;
using Xunit;

namespace Sluice.Tests.Writing;

public sealed class CallReturnTests
{
    /// <summary>However idle the thread pool is, nothing of the rest runs, on whatever thread, as long as the call has not returned.</summary>
    [Fact]
    public async Task Rest_BeginsWhenTheCallHasReturned()
    {
        for (int round = 0; round < 200; round++)
        {
            CallReturn callReturn = new(100, 10);
            Task rest = AwaitAsync(callReturn);

            // Work that the pool was given behind a yield would be through by now.
            await Bounded.Until(() => ThreadPool.PendingWorkItemCount == 0, "an idle pool");
            Assert.False(rest.IsCompleted);
            callReturn.Return();
            await Bounded.Until(() => rest.IsCompleted, "the rest");
            await rest;
        }
    }

    [Fact]
    public void CallThatHasReturned_IsNotAhead_NorOnAnyOtherThread()
    {
        CallReturn callReturn = new(100, 10);
        Assert.True(callReturn.IsAhead);
        bool isAheadElsewhere = true;
        Thread other = new(() => isAheadElsewhere = callReturn.IsAhead);
        other.Start();
        other.Join();
        Assert.False(isAheadElsewhere);

        callReturn.Return();

        Assert.False(callReturn.IsAhead);
    }

    [Fact]
    public void Share_IsDueAfterItsBytes_OrItsWrites()
    {
        CallReturn byBytes = new(100, 10), byWrites = new(100, 3);

        Assert.Equal([false, true, true], ((int[])[99, 1, 1]).Select(byBytes.IsDueAfter));
        Assert.Equal([false, false, true], ((int[])[1, 1, 1]).Select(byWrites.IsDueAfter));
    }

    private static async Task AwaitAsync(CallReturn callReturn) => await callReturn;
}
