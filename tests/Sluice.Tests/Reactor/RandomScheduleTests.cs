using System.Net.Sockets;
using CsCheck;
using Sluice.Operations;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>Sends on a few sockets, with everything that can happen to them in any order, one step at a time (BUGCLASSES 4, 17, 18, 30, 31).</summary>
public sealed class RandomScheduleTests
{
    private const int Sockets = 3;
    private const int FileLength = 20_000;

    private static readonly SendSettings[] AnySettings =
    [
        default, default, new((TransmitFileOptions)16, 0), new((TransmitFileOptions)32, 700),
        SendSettings.From(new SendPacketsOptions { Flags = (TransmitFileOptions)32, MaxBytesPerSecond = 50_000, StallTimeout = TimeSpan.FromSeconds(1) }),
        SendSettings.From(new SendPacketsOptions { MaxBytesPerSecond = 1_000_000 }),
        SendSettings.From(new SendPacketsOptions { StallTimeout = TimeSpan.FromMilliseconds(10), Progress = new Progress<SendPacketsProgress>() }),
    ];

    [Fact]
    public void AnySchedule_EndsEverySendOnce_WithItsOwnBytes() =>
        Gen.Select(Gen.Select(Gen.Int[0, 11], Gen.Int[0, 1000]).Array[1, 60], Gen.Bool, Gen.Bool).Sample(
            static (steps, isClient, hasRate) => RunAsync(steps, isClient, hasRate).GetAwaiter().GetResult(), iter: 500, threads: 2);

    private static async Task RunAsync((int Kind, int Number)[] steps, bool isClient, bool hasRate)
    {
        await using SimulationHost host = new(new TransmitterOptions
        {
            ReactorThreads = 2,
            CoalesceLimit = 1000,
            Profile = isClient ? TransmitterProfile.Client : TransmitterProfile.Server,
            MaxBytesPerSecond = hasRate ? 300_000 : 0,
        });
        host.Kernel.AddFile("/a", Bytes.Of(FileLength));
        SimulatedConnection[] connections = [.. Enumerable.Range(0, Sockets).Select(index => host.Connect(capacity: 500 * (index + 1)))];
        List<(int Socket, ObservedSend Send, CancellationTokenSource Source, byte[] Whole)> sends = [];
        foreach ((int kind, int number) in steps)
            Step(kind, number);
        host.RunToEnd();

        for (int socket = 0; socket < Sockets; socket++)
        {
            byte[] expected = Bytes.Join([.. sends.Where(sent => sent.Socket == socket).Select(sent => sent.Whole[..(int)sent.Send.Bytes])]);
            Assert.Equal(expected, connections[socket].Received);
        }

        Assert.All(sends, sent => Assert.Equal(sent.Send.Succeeded, sent.Send.Bytes == sent.Whole.Length && sent.Send.Failure is null));
        sends.ForEach(sent => sent.Source.Dispose());

        void Step(int kind, int number)
        {
            SimulatedConnection connection = connections[number % Sockets];
            switch (kind)
            {
                case 0 or 1 or 2 when !connection.Owner.IsClosed:
                    CancellationTokenSource source = new();
                    byte[] header = Bytes.Of(number, number);
                    SendSettings settings = AnySettings[number % AnySettings.Length];
                    ObservedSend send = kind == 0
                        ? host.Send(connection, [header], settings, source)
                        : host.Send(connection, [header, PacketElement.FromFile("/a", number), header], settings, source);
                    sends.Add((number % Sockets, send, source, kind == 0 ? header : Bytes.Join(header, Bytes.Of(FileLength)[number..], header)));
                    break;
                case 3 or 4:
                    host.Poll();
                    break;
                case 5:
                    host.Dispatcher.RunOne();
                    host.Transmitter.SystemThreads.RunOne();
                    break;
                case 10:
                    host.Time.Advance(TimeSpan.FromMilliseconds(number));
                    break;
                case 11:
                    host.PassToNext();
                    break;
                case 6 or 7:
                    connection.Socket.Drain(number);
                    break;
                case 8 when sends.Count > 0:
                    sends[number % sends.Count].Source.Cancel();
                    break;
                case 9 when number % 20 == 0:
                    connection.Owner.Dispose();
                    break;
            }
        }
    }
}
