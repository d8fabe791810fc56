using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>What moves the bytes of an operation into its socket.</summary>
internal interface ISendEngine
{
    /// <summary>Bytes of the elements, where they are such as it sends in one call and without a plan; else 0.</summary>
    int MeasureOffer(OfferedArrays elements) => 0;

    /// <summary>
    /// Sends what the socket takes, up to one turn's share; where that finishes the operation, gives it its result. What is offered has been sent or planned when it returns.
    /// </summary>
    TurnOutcome RunTurn(SendOperation operation);

    /// <summary>Reads what the operation needs next and may have to wait for. Runs on a disk thread.</summary>
    void RunDiskStep(SendOperation operation);

    /// <summary>Leaves nothing of an operation that ends or pauses now waiting in the socket.</summary>
    void Flush(SendOperation operation);

    /// <summary>Takes out of the page cache what an operation that ends early had read ahead, where it is to drop behind itself what it reads. Its files are open still.</summary>
    void DropReadAhead(SendOperation operation);

    /// <summary>
    /// Ends the connection in order, after the last byte: finished when the peer has everything and the socket is disconnected, paused until another look is due.
    /// </summary>
    TurnOutcome Disconnect(SendOperation operation);

    /// <summary>Ends the sending side, because its stream lacks bytes that nobody will send any more.</summary>
    void Break(SendOperation operation);
}
