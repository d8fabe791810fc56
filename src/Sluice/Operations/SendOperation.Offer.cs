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

    /// <summary>As <see cref="TryPlan(ReadOnlySpan{PacketElement}, in SendSettings, bool)"/>, for a call that may not wait; small memory stays without a plan for now.</summary>
    /// <param name="elements">The elements, in a frame that lives until <see cref="Start"/> has returned.</param>
    /// <param name="settings">How it is to be sent.</param>
    public bool TryOffer(ReadOnlySpan<PacketElement>* elements, in SendSettings settings)
    {
        if (!TryAccept(elements->Length, settings))
            return false;
        if (!settings.IsPlain || _record.IsTraced || !pool.StartsAtOnce || !SmallMemory.TryMeasure(*elements, _engine.LargestOffered, _engine.MostOffered, out int bytes))
            return TryPlan(*elements, mayWait: false);
        _offered = elements;
        OfferedBytes = bytes;
        _cursor = new SendCursor(_plan);
        return true;
    }

    /// <summary>Copies what is offered side by side.</summary>
    public void CopyOffered(Span<byte> target)
    {
        // Behind fewer bytes the buffer still has those of another send.
        if (SmallMemory.Copy(*_offered, target) != OfferedBytes)
            throw new InvalidOperationException("The elements were changed while the call read them. Nothing was sent.");
    }

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
