using Sluice.Operations;
using Sluice.Reactor;
using Xunit;

namespace Sluice.TestSupport.Simulation;

/// <summary>
/// A transmitter on a simulated kernel, whose reactors and completions run when a test says so. Disposing of it checks what must hold after
/// everything: each send completed once, no descriptor left open, nothing corked or held back, no call on what was closed.
/// </summary>
internal sealed class SimulationHost : IAsyncDisposable
{
    // No test needs more rounds; what goes on for longer goes on for ever.
    private const int MostRounds = 1_000_000;

    // The sizes in the tests are chosen for this limit, whatever the product's own is tuned to.
    private static readonly TransmitterOptions DefaultOptions = new() { ReactorThreads = 1, CoalesceLimit = 64 * 1024 };

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly List<SimulatedConnection> _connections = [];
    private readonly List<SimulatedDatagrams> _datagrams = [];
    private readonly List<ObservedSend> _sends = [];
    private readonly bool _ownThreads;

    public SimulationHost(TransmitterOptions? options = null, bool ownThreads = false)
    {
        _ownThreads = ownThreads;
        Transmitter = new Transmitter(options ?? DefaultOptions, Kernel, Dispatcher, Time, ownThreads);
    }

    public SimulatedKernel Kernel { get; } = new();

    public QueueingDispatcher Dispatcher { get; } = new();

    /// <summary>What waits of the transmitter fall due by. It stands still unless a test moves it on.</summary>
    public VirtualTime Time { get; } = new();

    public Transmitter Transmitter { get; }

    public EpollReactor Reactor => (EpollReactor)Transmitter.Reactors[0];

    public IReadOnlyList<SimulatedConnection> Connections => _connections;

    public IReadOnlyList<ObservedSend> Sends => _sends;

    /// <summary>
    /// Whether the transmitter is disposed of on one thread while another polls. Only a test can do that: a reactor with a thread of its own is
    /// closed by that thread.
    /// </summary>
    public bool PollsDuringDisposal { get; set; }

    /// <summary>Whether calls may wait for a disk where none should: the test has what is told of the page cache be wrong, or out of date at once.</summary>
    public bool MisinformsOfCache { get; set; }

    /// <summary>A new connection. Without a capacity its peer reads everything at once.</summary>
    public SimulatedConnection Connect(long? capacity = null, bool isTcp = true)
    {
        SimulatedDescriptorOwner owner = Kernel.Connect(capacity ?? 16 * 1024 * 1024, out SimulatedSocket socket);
        socket.ReadsAtOnce = capacity is null;
        socket.HoldsBack = isTcp;
        SimulatedConnection connection = new(owner, socket, isTcp);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>A new datagram socket. Without a capacity its peer reads everything at once.</summary>
    public SimulatedDatagrams ConnectDatagrams(long? capacity = null, bool knowsSegments = true)
    {
        SimulatedDescriptorOwner owner = Kernel.ConnectDatagrams(capacity ?? 16 * 1024 * 1024, knowsSegments, out SimulatedDatagramSocket socket);
        socket.ReadsAtOnce = capacity is null;
        SimulatedDatagrams datagrams = new(owner, socket);
        _datagrams.Add(datagrams);
        return datagrams;
    }

    public ObservedSend Send(
        SimulatedDatagrams datagrams, ReadOnlySpan<PacketElement> elements, int sendSize = 0, CancellationTokenSource? cancellation = null) =>
        Send(datagrams, elements, new SendSettings(default, sendSize), cancellation);

    public ObservedSend Send(
        SimulatedDatagrams datagrams, ReadOnlySpan<PacketElement> elements, SendSettings settings, CancellationTokenSource? cancellation = null)
    {
        ObservedSend send = new(Transmitter.SendAsync(datagrams.Queue, null, canCork: false, elements, settings, cancellation?.Token ?? default));
        lock (_sends)
            _sends.Add(send);
        return send;
    }

    public ObservedSend Send(SimulatedConnection connection, params ReadOnlySpan<PacketElement> elements) =>
        Send(connection, elements, default);

    public ObservedSend Send(
        SimulatedConnection connection, ReadOnlySpan<PacketElement> elements, SendSettings settings, CancellationTokenSource? cancellation = null)
    {
        ObservedSend send = new(Transmitter.SendAsync(connection.Queue, null, connection.IsTcp, elements, settings, cancellation?.Token ?? default));
        lock (_sends)
            _sends.Add(send);
        return send;
    }

    /// <summary>One round of every reactor, without waiting. Returns the turns run.</summary>
    public int Poll()
    {
        int turns = 0;
        foreach (IReactor reactor in Transmitter.Reactors)
            turns += ((EpollReactor)reactor).Poll(timeoutMilliseconds: 0);
        while (RunsDiskSteps && RunDiskStep())
            turns++;
        return turns;
    }

    /// <summary>Whether disk steps run along with the reactors, as they do unless a test wants to look in between.</summary>
    public bool RunsDiskSteps { get; set; } = true;

    /// <summary>Runs one disk step, if any waits.</summary>
    public bool RunDiskStep() => !_ownThreads && SimulatedKernel.RunWhereItMayWait(Transmitter.Disk.RunOne);

    /// <summary>Lets reactors and completions run until none has anything to do. Peers read nothing meanwhile.</summary>
    public void Settle()
    {
        for (int rounds = 0; rounds < MostRounds; rounds++)
        {
            int turns = _ownThreads ? 0 : Poll();
            if (turns + Dispatcher.RunAll() + RunSystemItems() == 0)
                return;
        }

        Assert.Fail("The sends neither ended nor waited: a spin.");
    }

    /// <summary>Lets time pass, and what falls due run.</summary>
    public void Pass(TimeSpan time)
    {
        Time.Advance(time);
        Settle();
    }

    /// <summary>The time until the next wait falls due; null where none waits for a time.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            long due = Transmitter.Reactors.Min(reactor => ((EpollReactor)reactor).NextDueTime);
            return due == Clock.Never ? null : TimeSpan.FromTicks(Math.Max(0, due - Time.Elapsed.Ticks));
        }
    }

    /// <summary>Lets time pass until the next wait falls due, and runs it. False where none waits for a time.</summary>
    public bool PassToNext()
    {
        if (NextDue is not { } due)
            return false;
        Pass(due);
        return true;
    }

    /// <summary>Lets everything run, the peers reading all that they can and time passing, until nothing moves any more.</summary>
    public void RunToEnd()
    {
        for (int rounds = 0; rounds < MostRounds; rounds++)
        {
            Settle();
            if (_connections.Sum(connection => connection.Socket.Drain()) + _datagrams.Sum(datagrams => datagrams.Socket.Drain()) == 0
                && Poll() + Dispatcher.RunAll() == 0 && !PassToNext())
                return;
        }

        Assert.Fail("The sends did not end: a spin.");
    }

    private int RunSystemItems()
    {
        int count = 0;
        while (!_ownThreads && Transmitter.SystemThreads.RunOne())
            count++;
        return count;
    }

    /// <summary>Waits for a condition that other threads bring about, running completions meanwhile.</summary>
    public void WaitFor(Func<bool> condition, string what)
    {
        SpinWait.SpinUntil(
            () =>
            {
                Dispatcher.RunAll();
                return condition();
            },
            Bound);
        Assert.True(condition(), $"Waited for {Bound.TotalSeconds} s in vain: {what}.");
    }

    /// <summary>Disposes of the transmitter, letting run what has to.</summary>
    public async Task DisposeTransmitterAsync()
    {
        // Once the last send has ended the disposal goes on on the thread pool, beside the rounds that are run here.
        PollsDuringDisposal |= !_ownThreads;
        Task disposing = Transmitter.DisposeAsync().AsTask();
        Settle();
        await disposing.WaitAsync(Bound).ConfigureAwait(false);
        Settle();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SimulatedConnection connection in _connections)
            Assert.False(connection.Socket.IsCorked, $"The socket {connection.Descriptor} is left corked.");
        await DisposeTransmitterAsync().ConfigureAwait(false);

        foreach (SimulatedConnection connection in _connections)
        {
            Assert.Equal(0, connection.Owner.References);
            Assert.False(connection.Socket.IsCorked, $"The socket {connection.Descriptor} is left corked.");
            Assert.Equal(0, connection.Socket.HeldBack);
            connection.Owner.Dispose();
        }

        foreach (SimulatedDatagrams datagrams in _datagrams)
        {
            Assert.Equal(0, datagrams.Owner.References);
            datagrams.Owner.Dispose();
        }

        Assert.All(_sends, send => Assert.Equal(1, send.Completions));
        Assert.Empty(Kernel.OpenDescriptors);
        Assert.Empty(Kernel.Misuses.Where(misuse =>
            !(PollsDuringDisposal && misuse.Call.Kind is CallKind.WaitEpoll or CallKind.DrainEvent) && !(MisinformsOfCache && misuse.Reason == SimulatedKernel.DiskWait)));
    }
}
