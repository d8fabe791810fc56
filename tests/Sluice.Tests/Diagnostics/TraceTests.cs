using System.Diagnostics.Tracing;
using System.Net.Sockets;
using Sluice.Tests.Streams;
using Sluice.Tests.Writing;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Diagnostics;

/// <summary>The event source tells one send's story, from its beginning to its end.</summary>
[Collection(nameof(ListeningTests))]
public sealed class TraceTests
{
    [Fact]
    public async Task SendThatEndsInline_StartsAndStops()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect();
        host.Kernel.AddFile("/a", Bytes.Of(1000));
        using EventRecorder events = new EventRecorder().Start();

        host.Send(connection, Bytes.Of(100), PacketElement.FromFile("/a"));

        Assert.Equal([["SendStart socket 2", "SendPlanned 1100", "SendTurn", "SendStop 1100"]], events.Sends);
    }

    [Fact]
    public async Task WaitsAndDiskSteps_AreTold_InTheirOrder()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 60_000);
        host.Kernel.AddFile("/a", new SimulatedFile(new StoredContent(Bytes.Of(100_000))) { IsPathCold = true }).MakeCold(0, 100_000);
        using EventRecorder events = new EventRecorder().Start();

        host.Send(connection, PacketElement.FromFile("/a"));
        host.Send(connection, Bytes.Of(10));
        host.RunToEnd();

        Assert.Equal(
            [
                ["SendStart socket 1", "SendTurn", "SendDisk open", "SendPlanned 100000", "SendDisk read", "SendWait socket", "SendStop 100000"],
                ["SendStart socket 1", "SendPlanned 10", "SendTurn", "SendStop 10"],
            ],
            events.Sends);
    }

    [Fact]
    public async Task Failures_AreNamedByTheStop()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        using EventRecorder events = new EventRecorder(EventLevel.Informational).Start();

        host.Send(connection, PacketElement.FromFile("/missing"));
        host.RunToEnd();
        host.Send(connection, Bytes.Of(5000));
        connection.Socket.ResetByPeer();
        host.RunToEnd();

        Assert.Equal(
            [
                ["SendStart socket 1", "SendStop 0 System.IO.FileNotFoundException"],
                ["SendStart socket 1", "SendPlanned 5000", "SendStop 1000 ConnectionReset"],
            ],
            events.Sends);
    }

    [Fact]
    public async Task SendOverAStream_IsTracedLikeOthers()
    {
        await using StreamHost host = new();
        host.Kernel.AddFile("/a", Bytes.Of(100)).MakeCold(0, 100);
        host.Stream.BeforeWrite = async (nth, _) =>
        {
            if (nth == 2)
                throw new IOException("broken", new SocketException((int)SocketError.ConnectionReset));
            await Task.Yield();
        };
        using EventRecorder events = new EventRecorder().Start();

        await host.Fail<SendPacketsException>(host.Send(Bytes.Of(10), PacketElement.FromFile("/a")));

        string[] send = Assert.Single(events.Sends);
        Assert.Equal(["SendStart stream 2", "SendPlanned 110", "SendTurn"], send[..3]);
        Assert.Equal(["SendDisk read", "SendWait stream"], send[3..5]);
        Assert.Equal("SendStop 10 ConnectionReset", send[^1]);
    }

    [Fact]
    public async Task SendBegunBeforeTheListener_IsNotTraced()
    {
        await using SimulationHost host = new();
        SimulatedConnection connection = host.Connect(capacity: 1000);
        host.Send(connection, Bytes.Of(5000));
        using EventRecorder events = new EventRecorder().Start();

        host.RunToEnd();
        host.Send(connection, Bytes.Of(5));

        Assert.Equal([["SendStart socket 1", "SendPlanned 5", "SendTurn", "SendStop 5"]], events.Sends);
    }
}
