using Sluice.Operations;
using Sluice.Streams;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Operations;

/// <summary>Progress: throttled, in order, one at a time, the last report before the completion.</summary>
public sealed class ProgressTests
{
    [Fact]
    public async Task LongSend_ReportsTenTimesASecondAtMost_AndOnceAtItsEnd()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        Reports reports = new();
        ObservedSend send = host.Send(connection, [Bytes.Of(100), Bytes.Of(49_900)], With(reports));
        int reportedAtCompletion = -1;
        send.OnCompleted = () => reportedAtCompletion = reports.Count;

        for (int i = 0; i < 49; i++)
        {
            host.Pass(TimeSpan.FromMilliseconds(25));
            connection.Socket.Drain();
            host.Settle();
        }

        Assert.True(send.Succeeded);
        Assert.Equal(reports.Count, reportedAtCompletion);
        Assert.InRange(reports.Count, 12, 15);
        Assert.Equal(new SendPacketsProgress(50_000, 1, 50_000), reports[^1]);
        for (int i = 1; i < reports.Count; i++)
        {
            Assert.True(reports[i].BytesTransferred > reports[i - 1].BytesTransferred, "a report that says nothing new, or an older state");
            Assert.Equal((1, 50_000L), (reports[i].ElementIndex, reports[i].TotalBytes));
        }
    }

    [Fact]
    public async Task SendThatCompletesInline_ReportsOnce_BeforeTheCallReturns()
    {
        await using SimulationHost host = new();
        Reports reports = new();

        ObservedSend send = host.Send(host.Connect(), [Bytes.Of(100), Bytes.Of(50)], With(reports));

        Assert.True(send.WasInline);
        Assert.Equal(new SendPacketsProgress(150, 1, 150), Assert.Single(reports));
    }

    /// <summary>A reader that stops right after a report: the last bytes before it stopped are told of as well.</summary>
    [Fact]
    public async Task SendThatStandsStill_ReportsHowFarItCame()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        Reports reports = new();
        ObservedSend send = host.Send(connection, [Bytes.Of(5000)], With(reports));
        for (int i = 0; i < 2; i++)
        {
            host.Pass(TimeSpan.FromMilliseconds(20));
            connection.Socket.Drain();
            host.Settle();
        }

        Assert.Empty(reports);
        host.Pass(TimeSpan.FromMilliseconds(60));
        Assert.Equal(new SendPacketsProgress(3000, 0, 5000), Assert.Single(reports));

        // Told once: nothing is looked at again while nothing moves.
        Assert.Null(host.NextDue);
        host.RunToEnd();
        Assert.True(send.Succeeded);
    }

    [Fact]
    public async Task FailedSend_ReportsWhatWasSent()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        Reports reports = new();
        ObservedSend send = host.Send(connection, [Bytes.Of(100), Bytes.Of(5000)], With(reports));

        connection.Socket.ResetByPeer();
        host.Settle();

        Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal(new SendPacketsProgress(1000, 1, 5100), reports[^1]);
    }

    /// <summary>A file that does not tell its size has no total.</summary>
    [Fact]
    public async Task TotalOfAFileThatDoesNotTellItsSize_IsNotKnown()
    {
        await using SimulationHost host = new();
        host.Kernel.AddFile("/proc", Bytes.Of(500)).ReportedSize = 0;
        Reports reports = new();

        host.Send(host.Connect(), [PacketElement.FromFile("/proc")], With(reports));

        Assert.Equal(new SendPacketsProgress(500, 0, null), reports[^1]);
    }

    /// <summary>Between two turns the caller's code has not been called: it may be slow, and the reactor does not wait for it.</summary>
    [Fact]
    public async Task Reports_RunWhereCompletionsRun_NotInATurn()
    {
        await using SimulationHost host = new();
        host.Kernel.AddSparseFile("/huge", 3 * StreamEngine.TurnBytes);
        Reports reports = new();
        ObservedSend send = host.Send(host.Connect(), [PacketElement.FromFile("/huge")], With(reports));

        host.Poll();
        host.Poll();
        Assert.Empty(reports);

        host.Settle();
        Assert.True(send.Succeeded);
        Assert.Equal(3 * StreamEngine.TurnBytes, reports[^1].BytesTransferred);
    }

    /// <summary>Without a watcher nothing watches: no governor is made.</summary>
    [Fact]
    public void SettingsWithoutProgress_AskForNothing() =>
        Assert.Null(SendSettings.From(new SendPacketsOptions { SendSize = 5 }).Options);

    private static SendSettings With(Reports reports) => SendSettings.From(new SendPacketsOptions { Progress = reports });

    private sealed class Reports : List<SendPacketsProgress>, IProgress<SendPacketsProgress>
    {
        public void Report(SendPacketsProgress value) => Add(value);
    }
}
