using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>Reactors on their own threads, senders and cancellers on others, all at once (BUGCLASSES 4, 31).</summary>
public sealed class ThreadedReactorTests
{
    [Fact]
    public async Task ParkedSend_IsWokenByAnotherThreadThatReads()
    {
        await using SimulationHost host = new(ownThreads: true);
        SimulatedConnection connection = host.Connect(capacity: 1000);

        ObservedSend send = host.Send(connection, Bytes.Of(50_000));
        host.WaitFor(() => send.IsCompleted || connection.Socket.Drain() < 0, "the send");

        connection.Socket.Drain();
        Assert.True(send.Succeeded);
        Assert.Equal(Bytes.Of(50_000), connection.Received);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task SendersCancellersAndReaders_AllAtOnce_LoseNothing(int reactors)
    {
        const int Rounds = 150;
        await using SimulationHost host = new(new TransmitterOptions { ReactorThreads = reactors, CoalesceLimit = 1000 }, ownThreads: true);
        byte[] file = Bytes.Of(8000, 5);
        host.Kernel.AddFile("/a", file);
        SimulatedConnection[] connections = [.. Enumerable.Range(0, 4).Select(_ => host.Connect(capacity: 3000))];
        List<ObservedSend>[] sends = [.. connections.Select(_ => new List<ObservedSend>())];

        OtherThread[] senders = [.. connections.Select((connection, index) => OtherThread.Run(() =>
        {
            Random random = new(index);
            for (int round = 0; round < Rounds; round++)
            {
                using CancellationTokenSource source = new();
                ObservedSend send = new(host.Transmitter.SendAsync(
                    connection.Queue, null, true, [Bytes.Of(100, round), PacketElement.FromFile("/a")], default, source.Token));
                sends[index].Add(send);
                if (random.Next(3) == 0)
                    source.Cancel();
                else
                    host.WaitFor(() => send.IsCompleted || connection.Socket.Drain(random.Next(1, 4000)) < 0, $"send {round} on socket {index}");
            }
        }))];
        host.WaitFor(() => Array.TrueForAll(senders, sender => sender.HasFinished), "the senders");
        Array.ForEach(senders, sender => sender.Join());
        host.WaitFor(() => sends.All(list => list.TrueForAll(send => send.IsCompleted)), "the last sends");

        for (int i = 0; i < connections.Length; i++)
        {
            connections[i].Socket.Drain();
            byte[] expected = Bytes.Join([.. sends[i].Select((send, round) => Bytes.Join(Bytes.Of(100, round), file)[..(int)send.Bytes])]);
            Assert.Equal(expected, connections[i].Received);
            Assert.All(sends[i], send => Assert.Equal(1, send.Completions));
        }
    }
}
