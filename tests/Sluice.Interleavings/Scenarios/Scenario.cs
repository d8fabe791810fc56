using Sluice.Interleavings.Control;
using Sluice.Operations;
using Sluice.Reactor;
using Sluice.TestSupport.Models;
using Sluice.TestSupport.Simulation;
using Xunit;

namespace Sluice.Interleavings.Scenarios;

/// <summary>
/// What a few threads do to a few sends at one time. Made anew for every interleaving: first what precedes, then the threads, and at the end what must hold whatever their order
/// was: each send completes once, its peer has exactly what it says, and nothing is left behind.
/// </summary>
internal sealed class Scenario
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly List<(SimulatedConnection Connection, ReadOnlyMemory<byte> Whole, ObservedSend? Send, CancellationTokenSource Source)> _sends = [];
    private readonly List<Action> _threads = [];
    private readonly List<Task> _disposals = [];
    private readonly HashSet<int> _cancelled = [];

    public Scenario(TransmitterProfile profile = TransmitterProfile.Server, int reactors = 1) =>
        Host = new SimulationHost(new TransmitterOptions { ReactorThreads = reactors, CoalesceLimit = 4096, Profile = profile }) { PollsDuringDisposal = true, RunsDiskSteps = false };

    public SimulationHost Host { get; }

    /// <summary>Something that one more thread does.</summary>
    public void Thread(Action action) => _threads.Add(action);

    /// <summary>A thread that starts a send. Returns its number.</summary>
    public int ThreadThatSends(SimulatedConnection connection, int length, SendSettings settings = default)
    {
        int number = Reserve(connection, length);
        Thread(() => Start(number, settings));
        return number;
    }

    /// <summary>Starts a send before the threads do anything. Returns its number.</summary>
    public int Send(SimulatedConnection connection, int length, SendSettings settings = default)
    {
        int number = Reserve(connection, length);
        Start(number, settings);
        return number;
    }

    /// <summary>Starts a send of a file that is not in the page cache.</summary>
    public int SendCold(SimulatedConnection connection, int length, SendSettings settings = default)
    {
        int number = Reserve(connection, length);
        string path = $"/{number}";
        Host.Kernel.AddFile(path, new SimulatedFile(new StoredContent(_sends[number].Whole))).MakeCold(0, length);
        Start(number, settings, PacketElement.FromFile(path));
        return number;
    }

    public void Cancel(int number)
    {
        _cancelled.Add(number);
        _sends[number].Source.Cancel();
    }

    public void DisposeTransmitter()
    {
        Task disposal = Host.Transmitter.DisposeAsync().AsTask();
        lock (_disposals)
            _disposals.Add(disposal);
    }

    public void Poll(int reactor = 0) => ((EpollReactor)Host.Transmitter.Reactors[reactor]).Poll(timeoutMilliseconds: 0);

    /// <summary>Runs the threads in one order, and judges what came of it.</summary>
    public async Task RunAsync(Interleaving interleaving)
    {
        Host.Kernel.Faults.When(static _ => true).Before(Scheduler.Point).Always();
        Host.Dispatcher.OnDispatch = Scheduler.Point;
        interleaving.Run(_threads);

        Host.RunsDiskSteps = true;
        Host.RunToEnd();
        Assert.True(SpinWait.SpinUntil(HasEnded, Bound), "A send, or the disposal of the transmitter, did not end.");
        for (int i = 0; i < _sends.Count; i++)
        {
            Assert.False(_sends[i].Send?.Failure is SendPacketsCanceledException && !_cancelled.Contains(i), $"Send {i} was cancelled by the token of another.");
            Assert.False(_sends[i].Send?.Failure is InvalidOperationException and not ObjectDisposedException, $"Send {i} looked at its elements after the call: {_sends[i].Send?.Failure}");
        }

        foreach (IGrouping<SimulatedConnection, (SimulatedConnection Connection, ReadOnlyMemory<byte> Whole, ObservedSend? Send, CancellationTokenSource Source)> own in
            _sends.Where(send => send.Send is not null).GroupBy(send => send.Connection))
            AssertReceived(own.Key.Received, [.. own.Select(send => (send.Whole, send.Send!))]);
        await Host.DisposeAsync().ConfigureAwait(false);
    }

    private bool HasEnded()
    {
        Host.Settle();
        return _disposals.TrueForAll(disposal => disposal.IsCompleted) && _sends.TrueForAll(send => send.Send?.IsCompleted != false);
    }

    private int Reserve(SimulatedConnection connection, int length)
    {
        _sends.Add((connection, SampleBytes.Of(length, _sends.Count + 1), null, new CancellationTokenSource()));
        return _sends.Count - 1;
    }

    private void Start(int number, SendSettings settings, PacketElement? element = null)
    {
        (SimulatedConnection connection, ReadOnlyMemory<byte> whole, _, CancellationTokenSource source) = _sends[number];
        try
        {
            PacketElement[] elements = [element ?? PacketElement.FromMemory(whole)];
            ObservedSend send = Host.Send(connection, elements, settings, source);
            _sends[number] = (connection, whole, send, source);

            // The list is the caller's again when the call has returned, whatever becomes of the send.
            Array.Clear(elements);
        }
        catch (ObjectDisposedException) when (connection.Owner.IsClosed)
        {
            // Said by the call, before anything began.
        }
    }

    /// <summary>The sends went one after another, each as a whole, in whatever order their calls came.</summary>
    private static void AssertReceived(ReadOnlyMemory<byte> received, List<(ReadOnlyMemory<byte> Whole, ObservedSend Send)> left)
    {
        Assert.All(left, send => Assert.True(!send.Send.Succeeded || send.Send.Bytes == send.Whole.Length));
        Assert.True(Fits(received.Span, left), $"{received.Length} bytes arrived, which are not what the sends say: {string.Join(", ", left.Select(send => send.Send.Bytes))}.");
    }

    private static bool Fits(ReadOnlySpan<byte> received, List<(ReadOnlyMemory<byte> Whole, ObservedSend Send)> left)
    {
        if (left.Count == 0)
            return received.IsEmpty;
        foreach ((ReadOnlyMemory<byte> Whole, ObservedSend Send) send in left)
        {
            int bytes = (int)Math.Max(send.Send.Bytes, 0);
            if (received.StartsWith(send.Whole.Span[..bytes]) && Fits(received[bytes..], [.. left.Where(other => other.Send != send.Send)]))
                return true;
        }

        return false;
    }
}
