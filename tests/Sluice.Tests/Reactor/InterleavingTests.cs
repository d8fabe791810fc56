using System.Net.Sockets;
using Sluice.Operations;
using Sluice.Tests.Streams;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Tests.Reactor;

/// <summary>
/// One thing happens on another thread at every single system call of a scenario in turn, just before and just after it (BUGCLASSES 4, 17, 31).
/// Whatever it is, each send completes once, the peer has what the sends say they sent and no more, and nothing is left behind.
/// </summary>
public sealed class InterleavingTests
{
    private const int Slow = 40_000;

    private static readonly byte[] Header = Bytes.Of(3000, 1);
    private static readonly byte[] Large = Bytes.Of(100_000, 2);
    private static readonly byte[] Small = Bytes.Of(2000, 3);

    private static readonly SendSettings Governed = SendSettings.From(new SendPacketsOptions
    {
        Flags = (TransmitFileOptions)32,
        MaxBytesPerSecond = 4_000_000,
        StallTimeout = TimeSpan.FromMinutes(1),
    });

    public static TheoryData<string, string> Disturbances()
    {
        TheoryData<string, string> all = [];
        foreach (Mode mode in Enum.GetValues<Mode>())
        {
            foreach (Disturbance disturbance in Enum.GetValues<Disturbance>().Skip(1))
                all.Add(disturbance.ToString(), mode.ToString());
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Disturbances))]
    public async Task DisturbedAtEverySystemCall_EndsCleanly(string disturbance, string mode)
    {
        int calls = await Run(Disturbance.None, Enum.Parse<Mode>(mode), atCall: int.MaxValue, before: true);
        Assert.InRange(calls, 20, 300);
        for (int call = 1; call <= calls; call++)
        {
            await Run(Enum.Parse<Disturbance>(disturbance), Enum.Parse<Mode>(mode), call, before: true);
            await Run(Enum.Parse<Disturbance>(disturbance), Enum.Parse<Mode>(mode), call, before: false);
        }
    }

    /// <summary>How the sends are asked for.</summary>
    private enum Mode
    {
        /// <summary>As they come.</summary>
        Plain,

        /// <summary>With a rate, a stall timeout and completions on the reactor.</summary>
        Governed,

        /// <summary>In the client profile, both of whose places the first send's socket and another one compete for.</summary>
        Client,
    }

    private enum Disturbance
    {
        None,
        CancelFirst,
        CancelSecond,
        CancelBoth,
        CloseSocket,
        ResetByPeer,
        DisposeTransmitter,
        CancelAndDispose,
        SendAnother,
        Drain,
        ShrinkFile,
    }

    private static async Task<int> Run(Disturbance disturbance, Mode mode, int atCall, bool before)
    {
        TransmitterProfile profile = mode == Mode.Client ? TransmitterProfile.Client : TransmitterProfile.Server;
        await using SimulationHost host = new(new TransmitterOptions { ReactorThreads = 1, CoalesceLimit = 64 * 1024, Profile = profile })
        {
            PollsDuringDisposal = true,
        };
        SendSettings settings = mode == Mode.Governed ? Governed : default;
        SimulatedConnection connection = host.Connect(Slow);
        SimulatedFile file = host.Kernel.AddFile("/large", Large);
        host.Kernel.AddFile("/small", Small);
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();
        List<Task> disposals = [];
        List<ObservedSend> others = [];
        OtherThread? other = null;

        Action act = disturbance switch
        {
            Disturbance.CancelFirst => first.Cancel,
            Disturbance.CancelSecond => second.Cancel,
            Disturbance.CancelBoth => CancelBoth,
            Disturbance.CloseSocket => connection.Owner.Dispose,
            Disturbance.ResetByPeer => connection.Socket.ResetByPeer,
            Disturbance.DisposeTransmitter => DisposeTransmitter,
            Disturbance.CancelAndDispose => CancelAndDispose,
            Disturbance.SendAnother => () => others.Add(host.Send(connection, Header)),
            Disturbance.Drain => () => connection.Socket.Drain(),
            Disturbance.ShrinkFile => () => file.Truncate(50_000),
            _ => static () => throw new InvalidOperationException("Nothing was to happen."),
        };
        Fault fault = host.Kernel.Faults.AtCall(atCall);
        Action strike = () => other = OtherThread.Run(act);
        _ = before ? fault.Before(strike) : fault.After(strike);

        List<ObservedSend> sends = [];
        if (mode == Mode.Client)
            host.Send(host.Connect(Slow), Large);
        TrySend(() => host.Send(connection, [Header, PacketElement.FromFile("/large"), Header], settings, first));
        TrySend(() => host.Send(connection, [PacketElement.FromFile("/small"), Header], settings, second));
        TrySend(() => host.Send(connection, [Small], settings));
        host.RunToEnd();
        int calls = host.Kernel.Calls.Count;
        other?.Join();
        host.RunToEnd();
        foreach (Task disposal in disposals)
            await disposal.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.All(sends, send => Assert.Equal(1, send.Completions));
        AssertReceived(host, connection, sends, others, file, isWhole: disturbance != Disturbance.ResetByPeer);
        return calls;

        void CancelBoth()
        {
            second.Cancel();
            first.Cancel();
        }

        void CancelAndDispose()
        {
            first.Cancel();
            DisposeTransmitter();
            second.Cancel();
        }

        void DisposeTransmitter() => disposals.Add(host.Transmitter.DisposeAsync().AsTask());

        void TrySend(Func<ObservedSend> send)
        {
            try
            {
                sends.Add(send());
            }
            catch (ObjectDisposedException) when (disturbance == Disturbance.CloseSocket)
            {
                // Said by the call, before anything began.
            }
        }
    }

    /// <summary>What the peer has is, send by send, what each says it sent. The send from the other thread may stand anywhere among the three.</summary>
    private static void AssertReceived(
        SimulationHost host, SimulatedConnection connection, List<ObservedSend> sends, List<ObservedSend> others, SimulatedFile file, bool isWhole)
    {
        if (sends.Count == 0)
        {
            Assert.Empty(connection.Received);
            return;
        }

        bool wasShortFromTheStart = sends[0].Succeeded && file.Length < Large.Length && sends[0].Bytes < Large.Length;
        byte[] large = wasShortFromTheStart ? Large[..(int)file.Length] : Large;
        byte[][] wholes = [Bytes.Join(Header, large, Header), Bytes.Join(Small, Header), Small];
        List<byte[]> parts = [.. sends.Select((send, index) => wholes[index][..(int)Math.Max(0, send.Bytes)])];
        byte[] received = connection.Received;
        if (!isWhole)
        {
            Assert.True(Bytes.Join([.. parts]).AsSpan().StartsWith(received), "What arrived is not what was sent.");
            return;
        }

        byte[] another = others.Count == 0 ? [] : Header[..(int)others[0].Bytes];
        bool fits = Enumerable.Range(0, parts.Count + 1).Any(place =>
            received.AsSpan().SequenceEqual(Bytes.Join([.. parts[..place], another, .. parts[place..]])));
        Assert.True(fits, $"Received {received.Length} bytes; the sends say {string.Join(", ", host.Sends.Select(send => send.Bytes))}.");
    }
}
