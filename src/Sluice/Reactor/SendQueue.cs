using Sluice.Kernel;

namespace Sluice.Reactor;

/// <summary>
/// The sends of one socket, one after another in the order of the calls, each as a whole (BUGCLASSES 18). The head owns the
/// socket. Exactly one thread owns the turn of the head: the caller that found the queue empty, then whoever claims its
/// readiness ticket or takes the queue from a reactor's ready list.
/// </summary>
internal sealed class SendQueue(DescriptorOwner owner)
{
    private readonly Lock _gate = new();
    private QueuedOperation? _head;
    private QueuedOperation? _tail;

    /// <summary>The socket's descriptor.</summary>
    public DescriptorOwner Owner { get; } = owner;

    /// <summary>
    /// Why the stream lacks bytes whose sender has been told that they were sent; null where it lacks none. Written by the owner of the turn, before the next.
    /// </summary>
    public Exception? LateFailure { get; set; }

    /// <summary>What an engine keeps of the socket from one send to the next. Touched by the owner of the head's turn alone.</summary>
    public object? EngineState { get; set; }

    /// <summary>Whether a send has the socket. A moment later that may be otherwise.</summary>
    public bool IsBusy => Volatile.Read(ref _head) is not null;

    /// <summary>The reactor whose epoll knows the descriptor, if one does. A moment later that may be otherwise.</summary>
    public IReactor? LastReactor => Volatile.Read(ref _registeredWith);

    /// <summary>The reactor whose epoll already knows the descriptor. Guarded by the gate.</summary>
    private IReactor? _registeredWith;

    /// <summary>
    /// Starts an operation: runs its first turn here and now if the socket is free, else lets it wait its turn. True where it is
    /// pending and will conclude by itself, even before this returns; false where it has finished and is the caller's to conclude.
    /// </summary>
    public bool Start(QueuedOperation operation)
    {
        bool mayStart;
        lock (_gate)
        {
            mayStart = operation.StopRequested == StopReason.None && (_head is null || operation.TryEnterQueue());
            if (mayStart && _head is not null)
            {
                operation.State = OperationState.Queued;
                operation.DetachSocket();
                _tail!.Next = operation;
                _tail = operation;
                return true;
            }

            if (mayStart)
            {
                operation.State = OperationState.Running;
                _head = _tail = operation;
            }
        }

        if (mayStart)
            return RunTurn(operation);
        operation.Abandon();
        return false;
    }

    /// <summary>Goes on with the head. Called by the thread that has come to own its turn.</summary>
    public void Continue()
    {
        QueuedOperation operation;
        QueuedOperation? next = null;
        bool hasStalled;
        lock (_gate)
        {
            operation = _head!;
            hasStalled = operation.State == OperationState.OnDisk;
            if (hasStalled)
                next = AbandonOnDisk(operation, StopReason.Stalled);
            else
                operation.State = OperationState.Running;
        }

        if (hasStalled)
            EndOnDisk(operation, next);
        else if (!RunTurn(operation))
            operation.Conclude();
    }

    /// <summary>Has the head go on after its disk step. Called by the disk thread.</summary>
    public void EndDiskStep(QueuedOperation operation)
    {
        bool wasAbandoned;
        lock (_gate)
        {
            wasAbandoned = operation.State != OperationState.OnDisk;
            if (!wasAbandoned)
            {
                operation.State = OperationState.Running;

                // Where its time was over just now, the reactor that found that goes on with it.
                if (operation.DueTime != Clock.Never && !operation.Reactor.TryClaim(operation.Ticket))
                    return;
            }
        }

        if (wasAbandoned)
            operation.ReleaseAfterDisk();
        else
            operation.Reactor.Post(this);
    }

    /// <summary>
    /// Ends an operation early: at once where it waits, before its next system call where it runs. Does nothing to one that has left the queue.
    /// </summary>
    public void Stop(QueuedOperation operation, StopReason reason)
    {
        OperationState found;
        QueuedOperation? next = null;
        lock (_gate)
        {
            // Stopped by its transmitter's end, it may have left meanwhile, and be in use elsewhere.
            if (operation.Queue != this)
                return;
            operation.RequestStop(reason);
            found = operation.State;
            switch (found)
            {
                case OperationState.Queued:
                    Unlink(operation);
                    break;
                case OperationState.OnDisk when operation.DueTime == Clock.Never || operation.Reactor.TryClaim(operation.Ticket):
                    next = AbandonOnDisk(operation, reason);
                    break;
                case OperationState.Parked when operation.Reactor.TryClaim(operation.Ticket):
                    operation.State = OperationState.Running;
                    break;
                default:
                    // Idle: its start will see the request. Running, or a wake-up on its way: the owner of the turn will.
                    return;
            }
        }

        switch (found)
        {
            case OperationState.Queued:
                operation.Abandon();
                operation.Conclude();
                break;
            case OperationState.OnDisk:
                EndOnDisk(operation, next);
                break;
            default:
                if (!RunTurn(operation))
                    operation.Conclude();
                break;
        }
    }

    /// <summary>Gives up an operation whose disk thread is still busy for it. Called under the gate; the result is the next head, which has to be run.</summary>
    private QueuedOperation? AbandonOnDisk(QueuedOperation operation, StopReason reason)
    {
        if (operation.StopRequested == StopReason.None)
            operation.RequestStop(reason);
        operation.AbandonOnDisk();
        if (operation.GapBehind is { } gap)
            operation.BreakStream(gap);
        return RemoveHead(operation, OperationState.Abandoned);
    }

    /// <summary>A disk may hang for ever; whoever asked for the end, or let the time run out, does not wait for it.</summary>
    private void EndOnDisk(QueuedOperation operation, QueuedOperation? next)
    {
        next?.Reactor.Post(this);
        operation.ConcludeOnDisk();
    }

    /// <summary>Runs the head's turn. True where it is pending, in somebody else's hands; false where it has left the queue.</summary>
    private bool RunTurn(QueuedOperation operation)
    {
        while (true)
        {
            TurnOutcome outcome = operation.RunTurn();
            if (outcome is TurnOutcome.WouldBlock or TurnOutcome.Paused or TurnOutcome.NoPlace)
                outcome = Park(operation, outcome);
            else if (outcome == TurnOutcome.Cold)
                outcome = EnterDisk(operation);
            switch (outcome)
            {
                case TurnOutcome.WouldBlock:
                    continue;
                case TurnOutcome.Suspended:
                    return true;
                case TurnOutcome.Yielded:
                    operation.Reactor.Post(this);
                    return true;
                case TurnOutcome.Cold:
                    operation.Disk.Post(operation);
                    return true;
                default:
                    Detach(operation);
                    return false;
            }
        }
    }

    /// <summary>
    /// Waits for what the turn ended for: suspended then, unless the operation has to run on at once or cannot wait. The registration is made
    /// under the gate: one made later could overwrite that of a successor, after a cancellation in between.
    /// </summary>
    private TurnOutcome Park(QueuedOperation operation, TurnOutcome outcome)
    {
        lock (_gate)
        {
            if (operation.StopRequested != StopReason.None)
                return TurnOutcome.WouldBlock;

            IReactor reactor = operation.Reactor;
            KernelResult result = outcome == TurnOutcome.WouldBlock
                ? reactor.Arm(this, operation.Socket, _registeredWith == reactor, operation.DueTime, out WaitTicket ticket)
                : reactor.Hold(this, outcome == TurnOutcome.Paused ? operation.DueTime : Clock.Never, out ticket);
            if (!result.Succeeded)
            {
                // Its transmitter may have been disposed of since it was asked.
                if (operation.StopRequested != StopReason.None)
                    return TurnOutcome.WouldBlock;
                operation.Fail(result.Error);
                return TurnOutcome.Finished;
            }

            operation.Ticket = ticket;
            operation.State = OperationState.Parked;
            if (outcome == TurnOutcome.WouldBlock)
                _registeredWith = reactor;
            else
                operation.DetachSocket();
            if (outcome != TurnOutcome.NoPlace || !operation.TryTakePlace(this))
                return TurnOutcome.Suspended;
            operation.State = OperationState.Running;
            return TurnOutcome.WouldBlock;
        }
    }

    /// <summary>
    /// Leaves the operation to the disk threads, until a time at most: cold then. Otherwise it is to run on, and to end there, or has ended for want of a wait.
    /// </summary>
    private TurnOutcome EnterDisk(QueuedOperation operation)
    {
        lock (_gate)
        {
            if (operation.StopRequested != StopReason.None)
                return TurnOutcome.WouldBlock;
            if (operation.DueTime != Clock.Never)
            {
                KernelResult held = operation.Reactor.Hold(this, operation.DueTime, out WaitTicket ticket);
                if (!held.Succeeded && operation.StopRequested != StopReason.None)
                    return TurnOutcome.WouldBlock;
                if (!held.Succeeded)
                {
                    operation.Fail(held.Error);
                    return TurnOutcome.Finished;
                }

                operation.Ticket = ticket;
            }

            operation.DetachSocket();
            operation.State = OperationState.OnDisk;
            return TurnOutcome.Cold;
        }
    }

    private void Detach(QueuedOperation operation)
    {
        QueuedOperation? next;
        lock (_gate)
        {
            // Before the next one can begin.
            if (operation.GapBehind is { } gap)
                operation.BreakStream(gap);
            next = RemoveHead(operation, OperationState.Idle);
        }

        next?.Reactor.Post(this);
    }

    /// <summary>The operation behind it, which is the head now and has to be run. Called under the gate.</summary>
    private QueuedOperation? RemoveHead(QueuedOperation operation, OperationState state)
    {
        QueuedOperation? next = operation.Next;
        operation.Next = null;
        operation.State = state;
        _head = next;
        if (next is null)
            _tail = null;
        else
            Promote(next);
        return next;
    }

    private static void Promote(QueuedOperation next)
    {
        next.LeaveQueue();
        next.State = OperationState.Running;
    }

    private void Unlink(QueuedOperation operation)
    {
        operation.LeaveQueue();
        QueuedOperation before = _head!;
        while (before.Next != operation)
            before = before.Next!;
        before.Next = operation.Next;
        before.GapBehind ??= operation.TakeGap() ?? operation.GapBehind;
        if (_tail == operation)
            _tail = before;
        operation.Next = null;
        operation.State = OperationState.Idle;
    }
}
