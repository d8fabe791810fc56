using System.Buffers;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;
using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>
/// One send, from the call to its completion: its plan, its files, its place in both, its result. Pooled: an operation whose result has
/// been read goes back, so nothing may look at it afterwards.
/// </summary>
internal sealed partial class SendOperation(OperationPool pool, OpenFiles files) : QueuedOperation, IValueTaskSource<long>
{
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
    private PacketElement[]? _unplanned;
    private int _unplannedCount;
    private int _lastElement;
    private ulong _awaitedFileSystem;
    private SendResult _diskResult;
    private bool _awaitsPlan;
    private bool _isOver;
    private SendRecord _record;

    // The caller, who reads the result; and a disk thread that is still busy for an operation that was stopped.
    private int _holders = 1;

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

    public ref readonly SendResult Result => ref _result;

    public short Version => _awaiter.Version;

    /// <summary>
    /// Checks and opens everything. False where the operation has ended with a result already. Throws what opening a file throws; then, as
    /// in every other case, the caller concludes. Where files could not be opened without waiting for a disk and
    /// <paramref name="mayWait"/> forbids that, a disk thread plans it, as the first thing of its first turn.
    /// </summary>
    public bool TryPlan(ReadOnlySpan<PacketElement> elements, in SendSettings settings, bool mayWait)
    {
        Settings = settings;
        _record.Start(SendMetrics.OverSocket, elements.Length);
        if (settings.FindFault() is { } fault)
        {
            Finish(new SendResult(0, FailureKind.Argument, SocketError.InvalidArgument, -1, fault));
            return false;
        }

        Files.MayWait = mayWait;
        PlanOutcome outcome = SendPlanner.Plan(elements, _plan, Files);
        if (outcome.MustWait)
        {
            _awaitedFileSystem = Files.AwaitedFileSystem;
            Files.CloseAll();
            _plan.Clear();
            _cursor = new SendCursor(_plan);
            _unplanned = ArrayPool<PacketElement>.Shared.Rent(elements.Length);
            _unplannedCount = elements.Length;
            elements.CopyTo(_unplanned);
            _awaitsPlan = true;
            return true;
        }

        if (TryBegin(outcome, out SendResult result))
            return true;
        Finish(result);
        return false;
    }

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

    /// <summary>Starts it. True where it is pending: from then on it belongs to its queue.</summary>
    public bool Start(CancellationToken cancellation)
    {
        Cancellation = cancellation;
        if (cancellation.CanBeCanceled)
        {
            _cancellationRegistration = cancellation.UnsafeRegister(
                static state => ((SendOperation)state!).Stop(StopReason.Canceled), this);
        }

        return _queue!.Start(this);
    }

    public void Stop(StopReason reason) => _queue?.Stop(this, reason);

    public override bool TryEnterQueue()
    {
        if (!pool.TryAddQueued(this))
            return false;
        AcceptBehind();
        return true;
    }

    public override void LeaveQueue() => pool.RemoveQueued(this);

    /// <summary>Gives it its result. Called by the owner of its turn.</summary>
    public void Finish(in SendResult result)
    {
        _result = result;
        if (!result.Succeeded && _sink is WriteBehind { WasAccepted: true })
            BreakStream();
    }

    protected override bool IsSenderDisposed => pool.IsDisposed;

    public override void AbandonOnDisk()
    {
        // While a disk thread plans, neither the cursor nor the elements are to be looked at; and nothing was sent.
        _lastElement = _awaitsPlan ? -1 : _cursor.Element;
        Finish(_awaitsPlan ? SendResults.StoppedBeforeItsPlan(this) : SendResults.Stopped(this));
        _holders = 2;
    }

    public override void ConcludeOnDisk()
    {
        // A disk that hangs is no reason to hold up others.
        EndRecord();
        LeavePlace();
        DispatchCompletion();
    }

    public override void ReleaseAfterDisk()
    {
        ReleaseResources();
        Return();
    }

    public override void DetachSocket()
    {
        if (Socket >= 0)
            _queue!.Owner.Release();
        Socket = -1;
    }

    public override void Fail(Errno error)
    {
        // Its turns before may have left a cork on, or a header that waits for what follows.
        _engine.Flush(this);
        Finish(new SendResult(_cursor.Position, FailureKind.Socket, error.ToSocketError(), _cursor.Element));
    }

    public override void Abandon() => Finish(SendResults.Stopped(this));

    /// <summary>Lets go of everything, tells the last of the progress, and goes back to the pool. For a send that has ended inside its call.</summary>
    public SendResult EndInline()
    {
        ReleaseResources();
        FinishProgress();
        SendResult result = _result;
        Return();
        return result;
    }

    /// <summary>The same for one that ends by an exception which its caller is to get as it is.</summary>
    public void EndByFault(Exception fault)
    {
        Finish(new SendResult(0, FailureKind.Fault, SocketError.Fault, -1, null, fault));
        ReleaseResources();
        Return();
    }

    /// <summary>Lets go of the socket, the files and the memory, but not of the result.</summary>
    public void ReleaseResources()
    {
        if (State != OperationState.Abandoned)
            EndRecord();

        // Waits for a callback that runs on another thread: none can touch the operation once it is back in the pool.
        _cancellationRegistration.Dispose();
        _cancellationRegistration = default;
        Files.CloseAll();
        if (State != OperationState.Abandoned)
            _lastElement = _governor is null ? -1 : _cursor.Element;
        _plan.Clear();
        _cursor = default;
        _readAhead = default;
        ReleaseCold();
        ReleaseUnplanned();
        if (_result.Kind == FailureKind.Socket)
            _queue!.Owner.NoteFailure();
        DetachSocket();
        LeavePlace();
        FrameworkSocket = null;
        EngineState = null;
        pool.Leave();
    }

    public override void Conclude()
    {
        ReleaseResources();
        DispatchCompletion();
    }

    public override void Execute()
    {
        FinishProgress();
        if (_sink is not null)
        {
            ICompletionSink sink = _sink;
            object target = _target!;
            SendResult result = _result;
            Return();
            sink.Complete(target, result);
        }
        else if (_result.Succeeded)
        {
            _awaiter.SetResult(_result.Bytes);
        }
        else
        {
            _awaiter.SetException(_result.ToException(Cancellation));
        }
    }

    /// <summary>A pinned buffer for a disk thread to read into.</summary>
    public byte[] RentColdBuffer(int size) => pool.ColdBuffers.Rent() ?? GC.AllocateUninitializedArray<byte>(size, pinned: true);

    /// <summary>Gives back what a disk thread read.</summary>
    public void ReleaseCold()
    {
        if (Cold.Buffer is { } buffer)
            pool.ColdBuffers.Return(buffer);
        Cold = ColdPiece.None;
    }

    /// <summary>One who held it needs it no longer. The last one gives it back to the pool, its resources released and its result read.</summary>
    public void Return()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        _holders = 1;
        ResetQueueing();
        _awaiter.Reset();
        _queue = null;
        _result = default;
        _sink = null;
        _target = null;
        Cancellation = default;
        IsCorked = false;
        PromisedMore = false;
        _isOver = false;
        _isDisconnecting = false;
        _governor = null;
        _awaitsPlan = false;
        _diskResult = default;
        pool.Return(this);
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

    private void FinishProgress()
    {
        if (_governor is not { } governor)
            return;
        _governor = null;
        try
        {
            governor.Finish(_result.Bytes, _lastElement);
        }
        catch (Exception fault)
        {
            // The caller's own code. Unhandled, as in any of its reports; but whoever waits for the send is told all the same.
            ThreadPool.UnsafeQueueUserWorkItem(static fault => fault.Throw(), ExceptionDispatchInfo.Capture(fault), preferLocal: false);
        }
    }

    /// <summary>Its caller has been told that it was sent, and it was not: the socket and the sends behind it tell instead.</summary>
    private void BreakStream()
    {
        if (_queue!.Owner.KeepsMessages)
            return;
        _queue!.LateFailure = _result.ToException(CancellationToken.None);
        if (Socket >= 0 || TryReattach())
            _engine.Break(this);
    }

    private void EndRecord()
    {
        if (_queue is not null)
            _record.End(SendMetrics.OverSocket, _result, isLate: _sink is WriteBehind { WasAccepted: true });
    }

    private void DispatchCompletion()
    {
        switch (Settings.CompletionThread)
        {
            case CompletionThread.Reactor:
                Reactor.Dispatch(this);
                break;
            case CompletionThread.System:
                pool.SystemThreads.Dispatch(this);
                break;
            default:
                pool.Dispatcher.Dispatch(this);
                break;
        }
    }

    private void LeavePlace()
    {
        if (HasPlace)
            pool.Admission!.Leave();
        HasPlace = false;
    }

    private bool TryReattach()
    {
        if (!_queue!.Owner.TryAcquire(out int descriptor))
            return false;
        Socket = descriptor;
        return true;
    }

    private void ReleaseUnplanned()
    {
        if (_unplanned is null)
            return;
        ArrayPool<PacketElement>.Shared.Return(_unplanned, clearArray: true);
        _unplanned = null;
    }
}
