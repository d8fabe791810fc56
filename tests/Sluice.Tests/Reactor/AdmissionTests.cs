using System.Net.Sockets;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>The client profile: two sends outstanding, the others in order of arrival, sockets taking turns.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task ThirdSend_WaitsUntilOneOfTwoHasEnded()
    {
        await using SimulationHost host = Client();
        SimulatedConnection[] connections = [.. Enumerable.Range(0, 3).Select(_ => host.Connect(capacity: 1000))];

        ObservedSend[] sends = [.. connections.Select((connection, index) => host.Send(connection, Bytes.Of(1500, index)))];
        host.Settle();
        Assert.Equal([1000, 1000, 0], connections.Select(connection => connection.Socket.TakenLength));

        connections[1].Socket.Drain();
        host.Settle();
        Assert.True(sends[1].Succeeded);
        Assert.Equal(1000, connections[2].Socket.TakenLength);

        host.RunToEnd();
        Assert.All(sends, send => Assert.True(send.Succeeded));
        for (int i = 0; i < 3; i++)
            Assert.Equal(Bytes.Of(1500, i), connections[i].Received);
    }

    [Fact]
    public async Task SendsOfDifferentSockets_BeginInTheOrderOfTheirCalls()
    {
        await using SimulationHost host = Client();
        Stuck(host);
        SimulatedConnection gate = host.Connect(capacity: 1000);
        host.Send(gate, Bytes.Of(1500));
        List<int> order = [];
        for (int i = 0; i < 20; i++)
        {
            int number = i;
            host.Send(host.Connect(), Bytes.Of(10)).OnCompleted = () => order.Add(number);
        }

        gate.Socket.Drain();
        host.Settle();

        Assert.Equal(Enumerable.Range(0, 20), order);
    }

    /// <summary>A socket with many sends gets one place at a time: one with a single send waits for one of them, not for all.</summary>
    [Fact]
    public async Task SocketWithManySends_TakesTurnsWithTheOthers()
    {
        await using SimulationHost host = Client();
        Stuck(host);
        SimulatedConnection gate = host.Connect(capacity: 1000), busy = host.Connect(), quiet = host.Connect();
        host.Send(gate, Bytes.Of(1500));
        List<string> order = [];
        for (int i = 0; i < 10; i++)
            host.Send(busy, Bytes.Of(10)).OnCompleted = () => order.Add("busy");
        host.Send(quiet, Bytes.Of(10)).OnCompleted = () => order.Add("quiet");

        gate.Socket.Drain();
        host.Settle();

        Assert.Equal(11, order.Count);
        Assert.Equal(1, order.IndexOf("quiet"));
    }

    [Fact]
    public async Task CancelledWhileItWaits_GivesItsTurnToTheNext()
    {
        await using SimulationHost host = Client();
        Stuck(host);
        SimulatedConnection gate = host.Connect(capacity: 1000), connection = host.Connect();
        host.Send(gate, Bytes.Of(1500));
        using CancellationTokenSource source = new();
        ObservedSend canceled = host.Send(connection, [Bytes.Of(10)], default, source);
        ObservedSend behind = host.Send(connection, Bytes.Of(20));

        source.Cancel();
        host.Settle();
        Assert.Equal(0, Assert.IsType<SendPacketsCanceledException>(canceled.Failure).BytesTransferred);
        Assert.False(behind.IsCompleted);

        gate.Socket.Drain();
        host.Settle();
        Assert.True(behind.Succeeded);
        Assert.Equal(Bytes.Of(20), connection.Received);
    }

    [Fact]
    public async Task Disposal_EndsThoseThatWait()
    {
        await using SimulationHost host = Client();
        ObservedSend[] sends = [.. Enumerable.Range(0, 10).Select(_ => host.Send(host.Connect(capacity: 1000), Bytes.Of(1500)))];

        await host.DisposeTransmitterAsync();

        Assert.All(sends, send => Assert.Equal(SocketError.OperationAborted, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode));
    }

    /// <summary>While it waits it holds no reference to its socket: disposing of that does not wait for others' slow readers.</summary>
    [Fact]
    public async Task WaitingSend_HoldsNoReferenceToItsSocket()
    {
        await using SimulationHost host = Client();
        Stuck(host);
        Stuck(host);
        SimulatedConnection connection = host.Connect();
        ObservedSend send = host.Send(connection, Bytes.Of(10));

        Assert.Equal(0, connection.Owner.References);
        connection.Owner.Dispose();
        host.RunToEnd();

        Assert.Equal(SocketError.OperationAborted, Assert.IsType<SendPacketsException>(send.Failure).SocketErrorCode);
    }

    private static SimulationHost Client() => new(new TransmitterOptions { Profile = TransmitterProfile.Client });

    private static void Stuck(SimulationHost host) => host.Send(host.Connect(capacity: 1000), Bytes.Of(1500));
}
