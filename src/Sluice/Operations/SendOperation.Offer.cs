using System.Diagnostics;
using Sluice.Planning;

namespace Sluice.Operations;

/// <content>
/// Small memory, sent in the call itself and straight from the caller's elements: most sends of that kind end there, and making a plan of them costs as much as gathering it.
/// </content>
internal sealed unsafe partial class SendOperation
{
#pragma warning disable CS8500 // The address of a span with references: it lies in a frame of the call, which the collector knows of.

    // The caller's elements, for as long as they are neither sent nor planned. That is always before the call returns.
    private ReadOnlySpan<PacketElement>* _offered;

    /// <summary>Bytes that are offered to the first turn without a plan; 0 where it has one.</summary>
    public int OfferedBytes { get; private set; }

    /// <summary>
    /// Checks and opens everything, and plans it, unless it is such as the engine sends without a plan: then that is offered to the first turn. False where the operation
    /// has ended with a result already. Throws what opening a file throws; then, as in every other case, the caller concludes.
    /// </summary>
    /// <param name="elements">The elements, which live until <see cref="Start"/> has returned.</param>
    /// <param name="settings">How it is to be sent.</param>
    /// <param name="mayWait">Whether the call may wait for a disk, to open a file. Where it may not, and would have to, a disk thread plans it, as the first thing of its first turn.</param>
    public bool TryPrepare(ReadOnlySpan<PacketElement>* elements, in SendSettings settings, bool mayWait)
    {
        if (!TryAccept(elements->Length, settings))
            return false;
        if (!settings.IsPlain || _record.IsTraced || !pool.StartsAtOnce || _engine.MeasureOffer(new OfferedArrays(*elements)) is not (> 0 and var bytes))
            return TryPlan(*elements, mayWait);
        _offered = elements;
        OfferedBytes = bytes;
        _cursor = new SendCursor(_plan);
        return true;
    }

    /// <summary>What is offered: the caller's, who may be changing it.</summary>
    public OfferedArrays Offered => new(*_offered);

    /// <summary>The kernel has taken all that was offered.</summary>
    public void FinishOffered()
    {
        Finish(new SendResult(OfferedBytes));
        Withdraw();
    }

    /// <summary>Plans what is offered, if anything is: it cannot all go out in the call.</summary>
    public void PlanOffered()
    {
        if (_offered is null)
            return;
        PlanOutcome outcome = SendPlanner.Plan(*_offered, _plan, Files);
        Debug.Assert(outcome.Succeeded, "nothing can be wrong with an array");
        Withdraw();
        _cursor = new SendCursor(_plan);
    }

    private void Withdraw()
    {
        _offered = null;
        OfferedBytes = 0;
    }

#pragma warning restore CS8500
}
