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
        if (outcome is not (TurnOutcome.Finished or TurnOutcome.Suspended))
        {
            AcceptBehind();
            Record(outcome);
        }

        return outcome;
    }

    private void Record(TurnOutcome outcome)
    {
        _record.Moved(_cursor.Position, SendMetrics.OverSocket);
        if (outcome == TurnOutcome.Cold)
            _record.Disk(_unplanned is null ? DiskOperation.Read : DiskOperation.Open);
        else if (_record.IsTraced && outcome != TurnOutcome.Yielded)
            _record.Wait(outcome switch { TurnOutcome.WouldBlock => "socket", TurnOutcome.NoPlace => "place", _ => "time" });
    }

    /// <summary>
    /// Tells a caller that asked for it, early, that all of the send is queued here: the memory has to be its own from then on. Called by the owner of the
    /// turn, or before there is one.
    /// </summary>
    public void AcceptBehind()
    {
        if (_sink is not WriteBehind { WasAccepted: false } behind || _unplanned is not null || _plan.TotalBytes is not { } total)
            return;
        _plan.OwnMemory();
        behind.Accept(total);
    }

    private TurnOutcome TakeTurn()
    {
        _record.Turn();
        if (_isOver)
            return TurnOutcome.Finished;
        bool hasPlace = HasPlace || pool.Admission is null;
        if (StopRequested != StopReason.None && (_unplanned is not null || !hasPlace))
        {
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

        if (_unplanned is not null)
            return TurnOutcome.Cold;
        return _governor is null ? RunGuarded() : RunGoverned(_governor);
    }

    /// <summary>Its next turn is not to come before a time.</summary>
    public TurnOutcome PauseUntil(long time)
    {
        DueTime = time;
        return TurnOutcome.Paused;
    }

    public override void RunDiskStep()
    {
        try
        {
            if (_unplanned is null)
                pool.Engine.RunDiskStep(this);
            else
                PlanWhereItMayWait();
        }
        catch (Exception fault)
        {
            // What the call itself would have thrown, had it been let wait.
            Finish(new SendResult(_cursor.Position, FailureKind.Fault, SocketError.Fault, -1, null, fault));
            _isOver = true;
        }
    }

    public override bool TryTakePlace(SendQueue queue) => pool.Admission!.TryTakeOrWait(this, queue);

    private TurnOutcome RunGoverned(SendGovernor governor)
    {
        // What a turn has moved that was suspended in the middle.
        Account(governor);
        if (!_cursor.AtEnd && StopRequested == StopReason.None && !governor.TryGrant(_cursor.Position, out long resumeTime))
        {
            pool.Engine.Flush(this);
            return PauseUntil(resumeTime);
        }

        TurnOutcome outcome = RunGuarded();
        if (outcome == TurnOutcome.Suspended)
            return outcome;
        Account(governor);
        if (outcome is not (TurnOutcome.WouldBlock or TurnOutcome.Paused))
            return outcome;
        if (governor.HasStalled)
        {
            pool.Engine.Flush(this);
            Finish(SendResults.Stalled(this));
            return TurnOutcome.Finished;
        }

        DueTime = outcome == TurnOutcome.Paused ? Math.Min(DueTime, governor.StallTime) : governor.StallTime;
        return outcome;
    }

    private void Account(SendGovernor governor)
    {
        governor.Account(_cursor.Position - _accounted, _cursor.Position, _cursor.Element);
        _accounted = _cursor.Position;
    }

    private TurnOutcome RunGuarded()
    {
        try
        {
            if (_isDisconnecting)
                return pool.Engine.Disconnect(this);
            TurnOutcome outcome = pool.Engine.RunTurn(this);
            if (outcome != TurnOutcome.Finished || !_result.Succeeded || !Settings.Disconnects)
                return outcome;
            _isDisconnecting = true;
            return pool.Engine.Disconnect(this);
        }
        catch (Exception fault)
        {
            // Memory that is not what it was, such as a memory manager that has been disposed of. Whoever waits must hear of it.
            pool.Engine.Flush(this);
            Finish(new SendResult(_cursor.Position, FailureKind.Fault, SocketError.Fault, _cursor.Element, null, fault));
            return TurnOutcome.Finished;
        }
    }

    private void PlanWhereItMayWait()
    {
        Files.MayWait = true;
        PlanOutcome outcome = SendPlanner.Plan(_unplanned.AsSpan(0, _unplannedCount), _plan, Files);
        ReleaseUnplanned();
        _isOver = !TryBegin(outcome);
    }

    private bool TryBegin(PlanOutcome outcome)
    {
        if (!outcome.Succeeded)
        {
            Finish(new SendResult(0, FailureKind.Argument, SocketError.InvalidArgument, outcome.FailedElement, outcome.Message));
            return false;
        }

        _cursor = new SendCursor(_plan);
        if (_record.IsTraced)
            _record.Planned(_plan.TotalBytes);
        _governor = pool.Govern(Settings, _plan);
        _accounted = 0;

        // Nothing to send needs no turn, and does not wait for the sends before it; but an end of the connection does.
        if (!_cursor.AtEnd || Settings.Disconnects)
            return true;
        Finish(default);
        return false;
    }
}
