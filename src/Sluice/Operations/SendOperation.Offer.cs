using Sluice.Planning;

namespace Sluice.Operations;

/// <content>
/// Arrays that make one call, sent in the send's own and straight from the caller's elements: most sends of that kind end there, and making a plan of them costs as much as gathering it.
/// </content>
internal sealed unsafe partial class SendOperation
{
#pragma warning disable CS8500 // The address of a span with references: it lies in a frame of the call, which the collector knows of.

    // The caller's elements, for as long as they are neither sent nor planned. That is always before the call returns.
    private ReadOnlySpan<PacketElement>* _offered;

    /// <summary>Bytes that are offered to the first turn without a plan; 0 where it has one.</summary>
    public int OfferedBytes { get; private set; }

    /// <summary>
    /// Checks and opens everything, and starts it. True where it is pending: from then on it belongs to its queue. What its engine sends without a plan is offered to its
    /// first turn. Otherwise as <see cref="TryPlan(ReadOnlySpan{PacketElement}, in SendSettings, bool)"/>.
    /// </summary>
    public bool TryStart(ReadOnlySpan<PacketElement> elements, in SendSettings settings, bool mayWait, CancellationToken cancellation)
    {
        if (!TryAccept(elements.Length, settings))
            return false;
        if (settings.IsPlain && !_record.IsTraced && pool.StartsAtOnce && _engine.MeasureOffer(new OfferedArrays(elements)) is > 0 and var bytes)
        {
            // Not looked at any more when this frame is left: by then the send is over or planned.
            _offered = &elements;
            OfferedBytes = bytes;
            _cursor = new SendCursor(_plan);
        }
        else if (!TryPlan(elements, mayWait))
        {
            return false;
        }

        return Start(cancellation);
    }

    /// <summary>What is offered: the caller's, who may be changing it.</summary>
    public OfferedArrays Offered => new(*_offered);

    /// <summary>The kernel has taken all that was offered.</summary>
    public void FinishOffered()
    {
        Finish(new SendResult(OfferedBytes));
        Withdraw();
    }

    /// <summary>Plans what is offered, if anything is: it cannot all go out in the call. False where its caller has changed it.</summary>
    public bool TryPlanOffered()
    {
        if (_offered is null)
            return true;
        bool isPlanned = Offered.TryPlan(_plan, OfferedBytes);
        Withdraw();
        _cursor = new SendCursor(_plan);
        return isPlanned;
    }

    /// <summary>The same for one that has sent nothing yet, and ends by what is thrown.</summary>
    private void PlanOffered()
    {
        if (!TryPlanOffered())
            throw OfferedArrays.Changed();
    }

    private void Withdraw()
    {
        _offered = null;
        OfferedBytes = 0;
    }

#pragma warning restore CS8500
}
