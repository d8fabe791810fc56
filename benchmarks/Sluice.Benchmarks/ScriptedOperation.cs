using Sluice.Kernel;
using Sluice.Reactor;

namespace Sluice.Benchmarks;

/// <summary>An operation whose turns end as they are told to, so that the queue is measured alone.</summary>
internal sealed class ScriptedOperation : QueuedOperation
{
    private readonly SendQueue _queue;

    public ScriptedOperation(SendQueue queue)
    {
        _queue = queue;
        Reactor = new IdleReactor();
    }

    /// <summary>Turns until the socket takes everything.</summary>
    public int TurnsBlocked { get; set; }

    public override SendQueue? Queue => _queue;

    public override ulong DiskLane => 0;

    protected override bool IsSenderDisposed => false;

    public override bool TryEnterQueue() => true;

    public override void LeaveQueue()
    {
        // It is in no set of its sender.
    }

    public override TurnOutcome RunTurn()
    {
        if (TurnsBlocked == 0)
            return TurnOutcome.Finished;
        TurnsBlocked--;
        return TurnOutcome.WouldBlock;
    }

    public override bool TryTakePlace(SendQueue queue) => true;

    public override void DetachSocket()
    {
        // It holds no reference.
    }

    public override void Conclude()
    {
        // Nobody is told.
    }

    public override void Execute() => throw new NotSupportedException();

    public override void RunDiskStep() => throw new NotSupportedException();

    public override void AbandonOnDisk() => throw new NotSupportedException();

    public override void ConcludeOnDisk() => throw new NotSupportedException();

    public override void ReleaseAfterDisk() => throw new NotSupportedException();

    public override void Fail(Errno error) => throw new NotSupportedException();

    public override void Abandon() => throw new NotSupportedException();

    public override Exception? TakeGap() => null;

    public override void BreakStream(Exception gap) => throw new NotSupportedException();
}
