using Sluice.Diagnostics;

namespace Sluice.Operations;

/// <summary>
/// What one send tells those who listen: how much of it was counted already, and the number that it is traced by. A part of the send; used by the owner of its turn.
/// </summary>
internal struct SendRecord
{
    private long _id;
    private long _counted;
    private bool _hasTurn;

    /// <summary>Whether it is traced. Asked before anything that only a trace needs is made out.</summary>
    public readonly bool IsTraced => _id != 0;

    /// <summary>A send that ends before it can begin.</summary>
    public static void Refused(string transport, in SendResult result)
    {
        if (SendMetrics.HearsEnds)
            SendMetrics.End(transport, result.ErrorType, isLate: false);
    }

    public void Start(string transport, int elements)
    {
        _id = SluiceEventSource.Log.NextId();
        if (IsTraced)
            SluiceEventSource.Log.SendStart(_id, transport, elements);
    }

    public readonly void Planned(long? bytes)
    {
        if (IsTraced)
            SluiceEventSource.Log.SendPlanned(_id, bytes ?? -1);
    }

    /// <summary>It has its socket or stream; told the first time.</summary>
    public void Turn()
    {
        if (!IsTraced || _hasTurn)
            return;
        _hasTurn = true;
        SluiceEventSource.Log.SendTurn(_id);
    }

    public readonly void Wait(string reason)
    {
        if (IsTraced)
            SluiceEventSource.Log.SendWait(_id, reason);
    }

    /// <summary>A disk thread goes on with it.</summary>
    public readonly void Disk(string operation)
    {
        if (SendMetrics.HearsDisk)
            SendMetrics.CountHandoff(operation);
        if (IsTraced)
            SluiceEventSource.Log.SendDisk(_id, operation);
    }

    /// <summary>So many bytes of it have been taken in all.</summary>
    public void Moved(long position, string transport)
    {
        if (!SendMetrics.HearsBytes || position == _counted)
            return;
        SendMetrics.CountBytes(position - _counted, transport);
        _counted = position;
    }

    /// <summary>It has ended.</summary>
    public void End(string transport, in SendResult result, bool isLate)
    {
        Moved(result.Bytes, transport);
        if (SendMetrics.HearsEnds)
            SendMetrics.End(transport, result.ErrorType, isLate);
        if (IsTraced)
            SluiceEventSource.Log.SendStop(_id, result.Bytes, result.ErrorType ?? "");
        this = default;
    }
}
