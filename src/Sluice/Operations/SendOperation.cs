using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>
/// One send, from the call to its completion: its plan, its files, its place in both, its result. Pooled: an operation whose result has
/// been read goes back, so nothing may look at it afterwards.
/// </summary>
internal sealed partial class SendOperation(OperationPool pool, OpenFiles files) : QueuedOperation, IValueTaskSource<long>
{
    /// <summary>Bytes of one disk step.</summary>
    public const int ColdBufferBytes = 128 * 1024;

    private readonly SendPlan _plan = new();
    private ManualResetValueTaskSourceCore<long> _awaiter;
    private SendQueue? _queue;
    private ISendEngine _engine = null!;
    private SendResult _result;
    private ICompletionSink? _sink;
    private object? _target;
    private CancellationTokenRegistration _cancellationRegistration;
    private SendCursor _cursor;
    private ReadAhead _readAhead;
    private HeldElements _unplanned;
    private int _lastElement;
    private ulong _awaitedFileSystem;
    private SendResult _diskResult;
    private bool _awaitsPlan;
    private bool _isOver;
    private SendRecord _record;

    /// <summary>Where it stands in its plan: every byte before has been taken by the kernel.</summary>
    public ref SendCursor Cursor => ref _cursor;

    public OpenFiles Files { get; } = files;

    public SendSettings Settings { get; private set; }

    /// <summary>Whether the socket is a TCP one, which can be corked.</summary>
    public bool CanCork { get; private set; }

    /// <summary>Whether the socket is corked by this operation.</summary>
    public bool IsCorked { get; set; }

    /// <summary>Whether the last call promised more to come, so that the kernel may hold back what it has.</summary>
    public bool PromisedMore { get; set; }

    /// <summary>What a disk thread has read ahead of the cursor.</summary>
    public ColdPiece Cold { get; set; } = ColdPiece.None;

    /// <summary>What a disk thread has had read ahead, where the send drops behind itself what it read.</summary>
    public ref ReadAhead ReadAhead => ref _readAhead;

    /// <summary>The framework's socket, for an engine that sends through it.</summary>
    public Socket? FrameworkSocket { get; private set; }

    /// <summary>What the engine keeps from one turn to the next.</summary>
    public object? EngineState { get; set; }

    /// <summary>The caller's token.</summary>
    public CancellationToken Cancellation { get; private set; }

    /// <summary>Goes on with it. Called once after each turn that ended suspended.</summary>
    public void Resume() => _queue!.Continue();

    public override SendQueue? Queue => _queue;

    public bool IsSocketClosed => _queue!.Owner.IsClosed;

    public short Version => _awaiter.Version;

    /// <summary>
    /// Checks and opens everything. False where the operation has ended with a result already. Throws what opening a file throws; then, as
    /// in every other case, the caller concludes. Where files could not be opened without waiting for a disk and
    /// <paramref name="mayWait"/> forbids that, a disk thread plans it, as the first thing of its first turn.
    /// </summary>
    public bool TryPlan(ReadOnlySpan<PacketElement> elements, in SendSettings settings, bool mayWait) =>
        TryAccept(elements.Length, settings) && TryPlan(elements, mayWait);

    /// <summary>Takes a reference to the socket. False where it is closed.</summary>
    public bool TryAttach(SendQueue queue, Socket? socket, IReactor reactor, DiskThreads disk, bool canCork)
    {
        if (!queue.Owner.TryAcquire(out int descriptor))
            return false;
        _queue = queue;
        _engine = pool.EngineFor(queue.Owner);
        Socket = descriptor;
        FrameworkSocket = socket;
        Reactor = reactor;
        Disk = disk;
        CanCork = canCork;
        return true;
    }

    /// <summary>Whom to tell instead of an awaiter.</summary>
    public void CompleteTo(ICompletionSink sink, object target)
    {
        _sink = sink;
        _target = target;
    }

    /// <summary>Starts what is planned or offered. True where it is pending: from then on it belongs to its queue.</summary>
    public bool Start(CancellationToken cancellation)
    {
        Cancellation = cancellation;
        if (cancellation.CanBeCanceled)
        {
            _cancellationRegistration = cancellation.UnsafeRegister(
                static state => ((SendOperation)state!).Stop(StopReason.Canceled), this);
        }

        // Before it can come under the gate of its queue, which others wait for: a plan may be long, and the memory may be the caller's code.
        if (_queue!.IsBusy)
        {
            PlanOffered();
            if (_sink is WriteBehind)
                OwnMemory();
        }

        return _queue.Start(this);
    }

    public void Stop(StopReason reason) => _queue?.Stop(this, reason);

    public override bool TryEnterQueue()
    {
        PlanOffered();
        if (!pool.TryAddQueued(this))
            return false;
        AcceptIfOwned();
        return true;
    }

    public override void LeaveQueue() => pool.RemoveQueued(this);

    protected override bool IsSenderDisposed => pool.IsDisposed;

    public override void DetachSocket()
    {
        if (Socket >= 0)
            _queue!.Owner.Release();
        Socket = -1;
    }

    /// <summary>A pinned buffer for a disk thread to read into, of <see cref="ColdBufferBytes"/>. A larger one, for a record that needs it, is made and not kept.</summary>
    public byte[] RentColdBuffer(long size = ColdBufferBytes) => (size <= ColdBufferBytes ? pool.ColdBuffers.Rent() : null)
        ?? GC.AllocateUninitializedArray<byte>((int)Math.Max(size, ColdBufferBytes), pinned: true);

    /// <summary>Gives back what a disk thread read.</summary>
    public void ReleaseCold()
    {
        if (Cold.Buffer is { Length: ColdBufferBytes } buffer)
            pool.ColdBuffers.Return(buffer);
        Cold = ColdPiece.None;
    }

    long IValueTaskSource<long>.GetResult(short token)
    {
        // Asked too early or twice, it throws and stays what it is.
        if (_awaiter.GetStatus(token) == ValueTaskSourceStatus.Pending)
            throw new InvalidOperationException("The send has not completed yet: await it.");
        try
        {
            return _awaiter.GetResult(token);
        }
        finally
        {
            Return();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<long>.GetStatus(short token) => _awaiter.GetStatus(token);

    void IValueTaskSource<long>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _awaiter.OnCompleted(continuation, state, token, flags);

    private bool TryAccept(int elements, in SendSettings settings)
    {
        Settings = settings;
        _record.Start(SendMetrics.OverSocket, elements);
        if (settings.FindFault() is not { } fault)
            return true;
        Finish(new SendResult(0, FailureKind.Argument, SocketError.InvalidArgument, -1, fault));
        return false;
    }

    private bool TryPlan(ReadOnlySpan<PacketElement> elements, bool mayWait)
    {
        Files.MayWait = mayWait;
        PlanOutcome outcome = SendPlanner.Plan(elements, _plan, Files);
        if (outcome.MustWait)
        {
            _awaitedFileSystem = Files.AwaitedFileSystem;
            Files.CloseAll();
            _plan.Clear();
            _cursor = new SendCursor(_plan);
            _unplanned.Hold(elements);
            _awaitsPlan = true;
            return true;
        }

        if (TryBegin(outcome, out SendResult result))
            return true;
        Finish(result);
        return false;
    }

    private bool TryReattach()
    {
        if (!_queue!.Owner.TryAcquire(out int descriptor))
            return false;
        Socket = descriptor;
        return true;
    }
}
