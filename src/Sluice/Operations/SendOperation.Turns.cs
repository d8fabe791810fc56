using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Diagnostics;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <content>Its turns: what precedes the first, what bounds each, what follows the last.</content>
internal sealed partial class SendOperation
{
    private SendGovernor? _governor;
    private bool _isDisconnecting;
    private long _accounted;

    /// <summary>Whether its rate, its progress or its stalling is watched, after every turn.</summary>
    public bool IsGoverned => _governor is not null;

    /// <summary>Bytes that a turn may send, whatever its engine's own share is.</summary>
    public long Grant => _governor?.Grant ?? long.MaxValue;

    /// <summary>Its stall timeout, in ticks.</summary>
    public long StallTicks => _governor?.StallTicks ?? Clock.Never;

    public override TurnOutcome RunTurn()
    {
        TurnOutcome outcome = TakeTurn();

        // Suspended, it may be in other hands already.
        if (outcome is TurnOutcome.Finished or TurnOutcome.Suspended)
            return outcome;
        Debug.Assert(OfferedBytes == 0, "what was offered is in a frame that may be gone at the next turn");
        if (!TryAcceptBehind())
            return TurnOutcome.Finished;
        Record(outcome);
        return outcome;
    }

    private void Record(TurnOutcome outcome)
    {
        _record.Moved(_cursor.Position, SendMetrics.OverSocket);
        if (outcome == TurnOutcome.Cold)
            _record.Disk(AwaitsOpen ? DiskOperation.Open : DiskOperation.Read);
        else if (_record.IsTraced && outcome != TurnOutcome.Yielded)
            _record.Wait(outcome switch { TurnOutcome.WouldBlock => "socket", TurnOutcome.NoPlace => "place", _ => "time" });
    }

    private TurnOutcome TakeTurn()
    {
        _record.Turn();
        if (_isOver)
        {
            Finish(_diskResult);
            return TurnOutcome.Finished;
        }

        _awaitsPlan = _unplanned.Any;
        bool hasPlace = HasPlace || pool.Admission is null;
        if (StopRequested != StopReason.None && (_unplanned.Any || !hasPlace))
        {
            pool.Admission?.Forget(this);
            Abandon();
            return TurnOutcome.Finished;
        }

        if (!hasPlace && !(HasPlace = pool.Admission!.TryTake()))
            return TurnOutcome.NoPlace;
        if (Socket < 0 && !TryReattach())
        {
            Finish(SendResults.Aborted(this));
            return TurnOutcome.Finished;
        }

        if (_queue!.LateFailure is { } late && _cursor.Position == 0)
        {
            Finish(SendResults.AfterLateFailure(late));
            return TurnOutcome.Finished;
        }

        if (_unplanned.Any)
        {
            TimeSpan stallTimeout = Settings.Options?.StallBound ?? Timeout.InfiniteTimeSpan;
            DueTime = stallTimeout == Timeout.InfiniteTimeSpan ? Clock.Never : pool.Clock.Now + stallTimeout.Ticks;
            return TurnOutcome.Cold;
        }

        return _governor is null ? RunGuarded() : RunGoverned(_governor);
    }

    /// <summary>Its next turn is not to come before a time.</summary>
    public TurnOutcome PauseUntil(long time)
    {
        DueTime = time;
        return TurnOutcome.Paused;
    }

    public override ulong DiskLane
    {
        get
        {
            if (_awaitsPlan)
                return _awaitedFileSystem;
            return FileAhead is >= 0 and int file ? Files[file].FileSystem : 0;
        }
    }

    private bool AwaitsOpen => _unplanned.Any || (Files.OpensLate && FileAhead is >= 0 and int file && !Files[file].IsOpen);

    /// <summary>The first file at the cursor or behind it, for a datagram may begin with memory; -1 where there is none.</summary>
    private int FileAhead
    {
        get
        {
            foreach (ref readonly Segment segment in _cursor.Ahead)
            {
                if (!segment.IsMemory)
                    return segment.File;
            }

            return -1;
        }
    }

    public override void RunDiskStep()
    {
        // Stopped before the disk thread came to it: nothing is read for nobody.
        if (State == OperationState.Abandoned)
            return;
        try
        {
            if (_unplanned.Any)
                PlanWhereItMayWait();
            else
                _engine.RunDiskStep(this);
        }
        catch (Exception fault)
        {
            // What the call itself would have thrown, had it been let wait.
            _diskResult = new SendResult(_cursor.Position, FailureKind.Fault, SocketError.Fault, -1, null, fault);
            _isOver = true;
        }
    }

    public override bool TryTakePlace(SendQueue queue) => pool.Admission!.TryTakeOrWait(this, queue);

    private TurnOutcome RunGoverned(SendGovernor governor)
    {
        // What a turn has moved that was suspended in the middle.
        governor.Begin();
        Account(governor);
        if (!_cursor.AtEnd && StopRequested == StopReason.None && !governor.TryGrant(_cursor.Position, out long resumeTime))
        {
            _engine.Flush(this);
            return PauseUntil(resumeTime);
        }

        TurnOutcome outcome = RunGuarded();
        if (outcome == TurnOutcome.Suspended)
            return outcome;
        Account(governor);
        if (outcome == TurnOutcome.Cold)
            DueTime = governor.StallTime;

        // A peer that has everything does not stall the end of its connection.
        if (outcome is not (TurnOutcome.WouldBlock or TurnOutcome.Paused) || EngineState is OrderlyEnd { HasArrived: true })
            return outcome;
        if (governor.HasStalled)
        {
            _engine.Flush(this);
            Finish(SendResults.Stalled(this));
            return TurnOutcome.Finished;
        }

        DueTime = outcome == TurnOutcome.Paused ? Math.Min(DueTime, governor.NextLook) : governor.NextLook;
        return outcome;
    }

    private void Account(SendGovernor governor)
    {
        governor.Account(_cursor.Position - _accounted, _cursor.Position, _cursor.Element);
        _accounted = _cursor.Position;
    }

    private TurnOutcome RunGuarded()
    {
        // The time of a pause before is over, and is not to end the wait that may follow.
        DueTime = Clock.Never;
        try
        {
            if (_isDisconnecting)
                return _engine.Disconnect(this);
            TurnOutcome outcome = _engine.RunTurn(this);
            if (outcome != TurnOutcome.Finished || !_result.Succeeded || !Settings.Disconnects)
                return outcome;
            _isDisconnecting = true;
            return _engine.Disconnect(this);
        }
        catch (Exception fault)
        {
            // Memory that is not what it was, such as a memory manager that has been disposed of. Whoever waits must hear of it.
            _engine.Flush(this);
            Finish(new SendResult(_cursor.Position, FailureKind.Fault, SocketError.Fault, _cursor.Element, null, fault));
            return TurnOutcome.Finished;
        }
    }

    private void PlanWhereItMayWait()
    {
        Files.MayWait = true;
        PlanOutcome outcome = SendPlanner.Plan(_unplanned.Span, _plan, Files);
        _unplanned.Release();
        _isOver = !TryBegin(outcome, out _diskResult);
    }

    /// <summary>Goes to the start of the plan. False where there is nothing to send, and the result is there already.</summary>
    private bool TryBegin(PlanOutcome outcome, out SendResult result)
    {
        // From here on a turn may not wait for a file either.
        Files.MayWait = false;
        result = outcome.Succeeded
            ? default
            : new SendResult(0, FailureKind.Argument, SocketError.InvalidArgument, outcome.FailedElement, outcome.Message);
        _cursor = new SendCursor(_plan);
        if (!outcome.Succeeded)
            return false;
        _totalBytes = Settings.WritesBehind || _record.IsTraced ? _plan.TotalBytes : null;
        if (_record.IsTraced)
            _record.Planned(_totalBytes);
        _governor = pool.Govern(Settings, _queue!.Owner.KeepsMessages ? SendGrain.Fine : SendGrain.Coarse, _plan);
        _accounted = 0;

        // Nothing to send needs no turn, and does not wait for the sends before it; but an end of the connection does.
        return !_cursor.AtEnd || Settings.Disconnects;
    }
}
