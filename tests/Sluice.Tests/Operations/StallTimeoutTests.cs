using System.Net.Sockets;
using Sluice.Operations;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Operations;

/// <summary>SEMANTICS: no byte taken for the stall timeout is SocketError.TimedOut.</summary>
public sealed class StallTimeoutTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task PeerThatStopsReading_EndsTheSendWithItsCount()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Kernel.AddFile("/large", Bytes.Of(200_000));
        ObservedSend send = host.Send(connection, [Bytes.Of(100), PacketElement.FromFile("/large"), Bytes.Of(5)], Settings());
        ObservedSend next = host.Send(connection, Bytes.Of(300, 3));

        host.Pass(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(send.IsCompleted);
        host.Pass(TimeSpan.FromMilliseconds(1));

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.TimedOut, 1000, 1), (failure.SocketErrorCode, failure.BytesTransferred, failure.ElementIndex));
        Assert.Contains("stall timeout", failure.Message, StringComparison.Ordinal);
        host.RunToEnd();
        Assert.True(next.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(100), Bytes.Of(200_000)[..900], Bytes.Of(300, 3)), connection.Received);
    }

    [Fact]
    public async Task EveryByteTaken_StartsTheTimeAnew()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        ObservedSend send = host.Send(connection, [Bytes.Of(20_000)], Settings());
        for (int i = 0; i < 19; i++)
        {
            host.Pass(Timeout - TimeSpan.FromMilliseconds(1));
            Assert.False(send.IsCompleted);
            connection.Socket.Drain();
            host.Settle();
        }

        Assert.True(send.Succeeded);
    }

    /// <summary>Only the head of a queue can stall: what waits behind it starts its time with its own first turn.</summary>
    [Fact]
    public async Task TimeBehindAnotherSend_DoesNotCount()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Send(connection, Bytes.Of(1500));
        ObservedSend send = host.Send(connection, [Bytes.Of(5000)], Settings());

        host.Pass(10 * Timeout);
        Assert.False(send.IsCompleted);
        connection.Socket.Drain();
        host.Settle();
        host.Pass(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(send.IsCompleted);
        host.RunToEnd();

        Assert.True(send.Succeeded);
    }

    /// <summary>The wait for its own rate is no stall, however long.</summary>
    [Fact]
    public async Task TimeThatTheRateTakes_DoesNotCount()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        SendSettings settings = SendSettings.From(new SendPacketsOptions { StallTimeout = TimeSpan.FromMilliseconds(100), MaxBytesPerSecond = 2 });

        ObservedSend send = host.Send(connection, [Bytes.Of(20)], settings);
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.InRange(host.Time.Elapsed.TotalSeconds, 9, 10);
    }

    /// <summary>Nothing may stay corked behind a send that ends here.</summary>
    [Fact]
    public async Task StalledUnderACork_LeavesNothingHeldBack()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 50_000);
        host.Kernel.AddFile("/large", Bytes.Of(200_000));
        ObservedSend send = host.Send(connection, [PacketElement.FromFile("/large"), Bytes.Of(5)], Settings());
        Assert.True(connection.Socket.IsCorked);

        host.Pass(Timeout);

        Assert.Equal(50_000, send.Bytes);
        Assert.False(connection.Socket.IsCorked);
    }

    /// <summary>Longer than any timer takes is as good as for ever, also while a disk thread plans.</summary>
    [Fact]
    public async Task TimeoutOfAllTime_IsNone()
    {
        await using SimulationHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(3000)).IsPathCold = true;
        SendSettings settings = SendSettings.From(new SendPacketsOptions { StallTimeout = TimeSpan.MaxValue });

        ObservedSend send = host.Send(host.Connect(), [PacketElement.FromFile("/a")], settings);
        host.RunToEnd();

        Assert.Equal(3000, send.Bytes);
    }

    /// <summary>BUGCLASSES 14: a disk that hangs is a stall as well, be it while the file is opened or while it is read; what it holds is let go of when it answers.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DiskThatHangs_EndsTheSendWithItsCount(bool isPathCold)
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect();
        AddCold(host, isPathCold);
        ObservedSend send = host.Send(connection, [Bytes.Of(100), PacketElement.FromFile("/cold")], Settings());
        ObservedSend next = host.Send(connection, Bytes.Of(10));
        host.Pass(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(send.IsCompleted);
        host.Pass(TimeSpan.FromMilliseconds(1));

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.TimedOut, isPathCold ? 0 : 100), (failure.SocketErrorCode, failure.BytesTransferred));
        Assert.True(next.Succeeded);
        Assert.Equal(isPathCold ? 0 : 1, host.Kernel.OpenFileCount);

        host.RunsDiskSteps = true;
        host.RunToEnd();
        Assert.Equal(0, host.Kernel.OpenFileCount);
        Assert.Equal(isPathCold ? 10 : 110, connection.Received.Length);
    }

    /// <summary>A step that ends in time, however late the reactor is to look, has its send go on.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DiskThatAnswersBeforeTheReactorLooks_HasTheSendGoOn(bool isPathCold)
    {
        await using SimulationHost host = new() { RunsDiskSteps = false };
        SimulatedConnection connection = host.Connect();
        AddCold(host, isPathCold);
        ObservedSend send = host.Send(connection, [Bytes.Of(100), PacketElement.FromFile("/cold")], Settings());
        host.Settle();
        host.Time.Advance(Timeout);
        Assert.True(host.RunDiskStep());
        host.RunsDiskSteps = true;
        host.RunToEnd();

        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Join(Bytes.Of(100), Bytes.Of(300_000)), connection.Received);
    }

    /// <summary>BUGCLASSES 31: in the middle of the step its time is over, and then it is cancelled: the first one counts, and it ends once.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StalledInTheMiddleOfADiskStep_ThenCanceled_EndsOnce(bool isPathCold)
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        AddCold(host, isPathCold);
        using CancellationTokenSource cancellation = new();
        host.RunsDiskSteps = false;
        bool wasToldFirst = false;
        ObservedSend? send = null;
        host.Kernel.Faults.When(call => !call.IsNoWait && call.Kind == (isPathCold ? CallKind.Open : CallKind.Read)).After(() =>
        {
            host.Pass(Timeout);
            wasToldFirst = send!.IsCompleted;
            cancellation.Cancel();
        });
        send = host.Send(connection, [PacketElement.FromFile("/cold")], Settings(), cancellation);
        host.Settle();
        host.RunDiskStep();
        host.RunsDiskSteps = true;
        host.RunToEnd();

        Assert.True(wasToldFirst);
        Assert.Equal(SocketError.TimedOut, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
        Assert.Empty(connection.Received);
        Assert.Equal(0, host.Kernel.OpenFileCount);
    }

    /// <summary>BUGCLASSES 31: the end of the step, its time and a cancellation, all at one moment on threads of their own. Whichever wins, it ends once and as a whole.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndOfTheStepTimeAndCancellationAtOnce_EndItOnce(bool isPathCold)
    {
        for (int round = 0; round < 300; round++)
        {
            await using SimulationHost host = new() { RunsDiskSteps = false };
            SimulatedConnection connection = host.Connect();
            AddCold(host, isPathCold);
            using CancellationTokenSource cancellation = new();
            ObservedSend send = host.Send(connection, [PacketElement.FromFile("/cold")], Settings(), cancellation);
            host.Settle();
            host.Time.Advance(Timeout);
            bool cancels = round % 2 == 0;
            using Barrier start = new(3);
            await Task.WhenAll(
                OnThread(() => host.RunDiskStep()),
                OnThread(() => host.Poll()),
                OnThread(() =>
                {
                    if (cancels)
                        cancellation.Cancel();
                })).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            host.RunsDiskSteps = true;
            host.RunToEnd();

            // The host checks that it completed once, and that nothing is left open.
            Assert.True(send.IsCompleted);
            if (send.Succeeded)
                Assert.Equal(300_000, connection.Received.Length);
            else if (send.Failure is SendPacketsException failure)
                Assert.Equal((SocketError.TimedOut, (long)connection.Received.Length), (failure.SocketErrorCode, failure.BytesTransferred));
            else
                Assert.True(cancels && send.Failure is SendPacketsCanceledException, $"{send.Failure}");

            Task OnThread(Action action) => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    action();
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task TimeoutThatIsNoTime_IsAnInvalidArgument(int milliseconds)
    {
        await using SimulationHost host = new();
        SendSettings settings = SendSettings.From(new SendPacketsOptions { StallTimeout = TimeSpan.FromMilliseconds(milliseconds) });

        ObservedSend send = host.Send(host.Connect(), [Bytes.Of(5)], settings);

        SendPacketsException failure = Assert.IsType<SendPacketsException>(send.Failure);
        Assert.Equal((SocketError.InvalidArgument, 0), (failure.SocketErrorCode, failure.BytesTransferred));
    }

    private static void AddCold(SimulationHost host, bool isPathCold)
    {
        SimulatedFile file = host.Kernel.AddFile("/cold", Bytes.Of(300_000));
        file.MakeCold(0, 300_000);
        file.IsPathCold = isPathCold;
    }

    private static SendSettings Settings() => SendSettings.From(new SendPacketsOptions { StallTimeout = Timeout });
}
