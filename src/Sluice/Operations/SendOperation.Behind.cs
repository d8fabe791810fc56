using System.Net.Sockets;

namespace Sluice.Operations;

/// <content>WriteBehind: its caller is told when all of it is queued here. What fails afterwards leaves a gap in the stream (docs/decisions/0031).</content>
internal sealed partial class SendOperation
{
    private long? _totalBytes;
    private bool _ownsMemory;
    private bool _isGapNoted;

    /// <summary>Whether its caller has been told that it was sent, over a stream: where it fails, others must hear of it.</summary>
    private bool LeavesGap => _sink is WriteBehind { WasAccepted: true } && !_queue!.Owner.KeepsMessages;

    /// <summary>
    /// Tells a caller that asked for it, early, that all of the send is queued here; the memory is its own from then on. Called by the owner of the turn. False
    /// where the memory cannot be read: then it has ended by that.
    /// </summary>
    public bool TryAcceptBehind()
    {
        try
        {
            OwnMemory();
            AcceptIfOwned();
            return true;
        }
        catch (Exception fault)
        {
            _engine.Flush(this);
            Finish(new SendResult(_cursor.Position, FailureKind.Fault, SocketError.Fault, _cursor.Element, null, fault));
            return false;
        }
    }

    public override Exception? TakeGap()
    {
        if (!LeavesGap)
            return null;
        _isGapNoted = true;
        return SendResults.Stopped(this).ToException(CancellationToken.None);
    }

    public override void BreakStream(Exception gap)
    {
        _queue!.LateFailure ??= gap;
        if (Socket >= 0)
        {
            _engine.Break(this);
            return;
        }

        if (!TryReattach())
            return;
        _engine.Break(this);
        DetachSocket();
    }

    /// <summary>Copies what of the memory is not sent yet, once. Throws what reading it throws.</summary>
    private void OwnMemory()
    {
        if (_ownsMemory || _totalBytes is null || _sink is not WriteBehind { WasAccepted: false })
            return;
        if (!_cursor.AtEnd)
            _plan.OwnMemory(_cursor.Index);
        _ownsMemory = true;
    }

    // Never throws, and runs no code of the caller: it may be under a gate.
    private void AcceptIfOwned()
    {
        if (_ownsMemory && _sink is WriteBehind { WasAccepted: false } behind)
            behind.Accept(_totalBytes!.Value);
    }
}
