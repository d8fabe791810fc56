using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Interleavings.Control;
using Sluice.Interleavings.Rewriting;
using Sluice.Operations;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Interleavings.Scenarios;

/// <summary>
/// The queue of a socket, the registration of a wait and the completion of a send, under every interleaving of two or three threads up to a bound of preemptions
/// (BUGCLASSES 4, 17, 18, 20, 23, 31).
/// </summary>
public sealed class InterleavingTests
{
    private const int Slow = 1000;

    private static readonly SendSettings OnReactor = new((TransmitFileOptions)32, 0);
    private static readonly SendSettings Stalling = SendSettings.From(new SendPacketsOptions { StallTimeout = TimeSpan.FromMilliseconds(10) });

    private static readonly Dictionary<string, (int Preemptions, Func<Scenario> Make)> All = new()
    {
        ["two sends begin on one socket"] = (2, TwoBegin),
        ["three sends begin on one socket"] = (1, ThreeBegin),
        ["a send begins while the one before it ends"] = (2, () => BeginsWhileAnotherEnds(default)),
        ["a send parks while its peer reads"] = (2, ParksWhileThePeerReads),
        ["a parked send is cancelled while its socket becomes writable"] = (2, CancelledWhileReady),
        ["a queued send is cancelled while it becomes the first"] = (2, QueuedIsCancelled),
        ["a send is cancelled twice while it begins"] = (1, CancelledWhileItBegins),
        ["a stall falls due while the socket becomes writable and the send is cancelled"] = (1, StallsWhileReady),
        ["a completion runs while the send is cancelled and the operation is used again"] = (2, UsedAgainWhileCancelled),
        ["completions on the reactor while a send begins"] = (2, () => BeginsWhileAnotherEnds(OnReactor)),
        ["the socket is closed while a send parks"] = (2, ClosedWhileItParks),
        ["a disk step ends while its send is cancelled"] = (2, DiskStepWhileCancelled),
        ["a disk step ends while its stall falls due and its send is cancelled"] = (1, DiskStepWhileItStalls),
        ["two disk steps at one time, one cancelled"] = (1, TwoDiskSteps),
        ["the transmitter is disposed of while a send begins"] = (2, DisposedWhileItBegins),
        ["the transmitter is disposed of while a send parks and another waits behind it"] = (1, DisposedWhileOthersWait),
        ["places of the client profile change hands while one waits and is cancelled"] = (1, PlacesChangeHands),
        ["a send begins while the one before it ends and the socket is closed"] = (1, ClosedWhileAnotherBegins),
    };

    public static TheoryData<string> Scenarios => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task EveryInterleaving_EndsEverySendOnce_WithItsOwnBytes(string scenario)
    {
        long start = Stopwatch.GetTimestamp();
        (int preemptions, Func<Scenario> make) = All[scenario];

        Exploration exploration = await Explorer.ExploreAsync(make, preemptions);

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{scenario}: {exploration.Interleavings} interleavings with up to {exploration.Preemptions} preemptions at {exploration.Points} points, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        Assert.InRange(exploration.Interleavings, 20, int.MaxValue);
        Assert.InRange(exploration.Points, 20, int.MaxValue);
    }

    /// <summary>The exploration would find nothing in a product that is not rewritten.</summary>
    [Fact]
    public void Product_IsRewritten()
    {
        Assert.Empty(typeof(Transmitter).Assembly.Location);
        Assert.InRange(ProductRewriter.Points, 50, int.MaxValue);
    }

    private static Scenario TwoBegin()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        scenario.ThreadThatSends(connection, 1500);
        scenario.ThreadThatSends(connection, 700);
        return scenario;
    }

    private static Scenario ThreeBegin()
    {
        Scenario scenario = TwoBegin();
        scenario.ThreadThatSends(scenario.Host.Connections[0], 300);
        return scenario;
    }

    private static Scenario BeginsWhileAnotherEnds(SendSettings settings)
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        scenario.Send(connection, 1500, settings);
        connection.Socket.Drain();
        scenario.Thread(() => scenario.Poll());
        scenario.ThreadThatSends(connection, 700, settings);
        return scenario;
    }

    private static Scenario ParksWhileThePeerReads()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        scenario.Send(connection, 500);
        scenario.ThreadThatSends(connection, 1500);
        scenario.Thread(() =>
        {
            connection.Socket.Drain();
            scenario.Poll();
            connection.Socket.Drain();
            scenario.Poll();
        });
        return scenario;
    }

    private static Scenario CancelledWhileReady()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        int parked = scenario.Send(connection, 2500);
        scenario.Send(connection, 300);
        connection.Socket.Drain();
        scenario.Thread(() => scenario.Poll());
        scenario.Thread(() => scenario.Cancel(parked));
        return scenario;
    }

    private static Scenario QueuedIsCancelled()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        scenario.Send(connection, 1500);
        int queued = scenario.Send(connection, 700);
        scenario.Send(connection, 300);
        connection.Socket.Drain();
        scenario.Thread(() =>
        {
            scenario.Poll();
            scenario.Poll();
        });
        scenario.Thread(() => scenario.Cancel(queued));
        return scenario;
    }

    private static Scenario CancelledWhileItBegins()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        int number = scenario.ThreadThatSends(connection, 1500);
        scenario.Thread(() => scenario.Cancel(number));
        scenario.Thread(() =>
        {
            connection.Socket.Drain();
            scenario.Poll();
        });
        return scenario;
    }

    private static Scenario StallsWhileReady()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        int parked = scenario.Send(connection, 1500, Stalling);
        scenario.Host.Time.Advance(TimeSpan.FromMilliseconds(20));
        scenario.Thread(() => scenario.Poll());
        scenario.Thread(() => connection.Socket.Drain());
        scenario.Thread(() => scenario.Cancel(parked));
        return scenario;
    }

    private static Scenario UsedAgainWhileCancelled()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        int ending = scenario.Send(connection, 1500);
        connection.Socket.Drain();
        scenario.ThreadThatSends(connection, 1300);
        scenario.Thread(() => scenario.Cancel(ending));
        scenario.Thread(() =>
        {
            scenario.Poll();
            scenario.Host.Dispatcher.RunAll();
        });
        return scenario;
    }

    private static Scenario ClosedWhileItParks()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        scenario.ThreadThatSends(connection, 1500);
        scenario.Thread(connection.Owner.Dispose);
        return scenario;
    }

    private static Scenario DiskStepWhileCancelled()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        int cold = scenario.SendCold(connection, 1500);
        scenario.Send(connection, 300);
        scenario.Thread(() => scenario.Host.RunDiskStep());
        scenario.Thread(() => scenario.Cancel(cold));
        return scenario;
    }

    private static Scenario DiskStepWhileItStalls()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        int cold = scenario.SendCold(connection, 1500, Stalling);
        scenario.Host.Time.Advance(TimeSpan.FromMilliseconds(20));
        scenario.Thread(() => scenario.Host.RunDiskStep());
        scenario.Thread(() => scenario.Cancel(cold));
        scenario.Thread(() => scenario.Poll());
        return scenario;
    }

    private static Scenario TwoDiskSteps()
    {
        Scenario scenario = new();
        int[] cold = [scenario.SendCold(scenario.Host.Connect(Slow), 1500), scenario.SendCold(scenario.Host.Connect(Slow), 1200)];
        scenario.Thread(() => scenario.Host.RunDiskStep());
        scenario.Thread(() => scenario.Host.RunDiskStep());
        scenario.Thread(() => scenario.Cancel(cold[0]));
        return scenario;
    }

    private static Scenario DisposedWhileItBegins()
    {
        Scenario scenario = new();
        scenario.ThreadThatSends(scenario.Host.Connect(Slow), 1500);
        scenario.Thread(scenario.DisposeTransmitter);
        return scenario;
    }

    private static Scenario DisposedWhileOthersWait()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        scenario.Send(connection, 1500);
        scenario.Send(connection, 700);
        connection.Socket.Drain();
        scenario.ThreadThatSends(connection, 300);
        scenario.Thread(scenario.DisposeTransmitter);
        scenario.Thread(() => scenario.Poll());
        return scenario;
    }

    private static Scenario PlacesChangeHands()
    {
        Scenario scenario = new(TransmitterProfile.Client);
        SimulatedConnection[] connections = [.. Enumerable.Range(0, 4).Select(_ => scenario.Host.Connect(Slow))];
        scenario.Send(connections[0], 1500);
        scenario.Send(connections[1], 1400);
        int waiting = scenario.Send(connections[2], 1300);
        connections[0].Socket.Drain();
        scenario.Thread(() => scenario.Poll());
        scenario.Thread(() => scenario.Cancel(waiting));
        scenario.ThreadThatSends(connections[3], 300);
        return scenario;
    }

    private static Scenario ClosedWhileAnotherBegins()
    {
        Scenario scenario = new();
        SimulatedConnection connection = scenario.Host.Connect(Slow);
        scenario.Send(connection, 1500);
        connection.Socket.Drain();
        scenario.Thread(() => scenario.Poll());
        scenario.ThreadThatSends(connection, 700, OnReactor);
        scenario.Thread(connection.Owner.Dispose);
        return scenario;
    }
}
