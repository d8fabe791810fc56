using System.Net.Sockets;
using Sluice.Diagnostics;
using Sluice.Kernel;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <content>Its end: the result, what it lets go of, whom it tells, and its way back to the pool.</content>
internal sealed partial class SendOperation
{
    // The caller, who reads the result; and a disk thread that is still busy for an operation that was stopped.
    private int _holders = 1;
    private bool _hadPlace;

    /// <summary>Gives it its result. Called by the owner of its turn.</summary>
    public void Finish(in SendResult result)
    {
        _result = result;
        if (!result.Succeeded && LeavesGap && !_isGapNoted)
            BreakStream(result.ToException(CancellationToken.None));
    }

    public override void AbandonOnDisk()
    {
        // While a disk thread plans, neither the cursor nor the elements are to be looked at; and nothing was sent.
        _lastElement = _awaitsPlan ? -1 : _cursor.Element;
        Finish(_awaitsPlan ? SendResults.StoppedBeforeItsPlan(this) : SendResults.Stopped(this));
        _holders = 2;
        _hadPlace = HasPlace;
        HasPlace = false;
    }

    public override void ConcludeOnDisk()
    {
        // A disk that hangs is no reason to hold up others.
        EndRecord();
        if (_hadPlace)
            pool.Admission!.Leave();
        DispatchCompletion();
    }

    public override void ReleaseAfterDisk()
    {
        ReleaseResources();
        Return();
    }

    public override void Fail(Errno error)
    {
        // Its turns before may have left a cork on, or a header that waits for what follows.
        _engine.Flush(this);
        Finish(new SendResult(_cursor.Position, FailureKind.Socket, error.ToSocketError(), _cursor.Element));
    }

    public override void Abandon()
    {
        // For the element that the result names.
        TryPlanOffered();
        Finish(SendResults.Stopped(this));
    }

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
        if (_readAhead.End > 0)
            _engine.DropReadAhead(this);
        Files.CloseAll();
        if (State != OperationState.Abandoned)
            _lastElement = _governor is null ? -1 : _cursor.Element;
        Withdraw();
        _plan.Clear();
        _cursor = default;
        _readAhead = default;
        ReleaseCold();
        _unplanned.Release();
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
        _totalBytes = null;
        _ownsMemory = false;
        _isGapNoted = false;
        pool.Return(this);
    }

    private void FinishProgress()
    {
        _governor?.Finish(_result.Bytes, _lastElement);
        _governor = null;
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
}
