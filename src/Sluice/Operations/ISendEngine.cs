using Sluice.Reactor;

namespace Sluice.Operations;

/// <summary>What moves the bytes of an operation into its socket.</summary>
internal interface ISendEngine
{
    /// <summary>Sends what the socket takes, up to one turn's share; where that finishes the operation, gives it its result.</summary>
    TurnOutcome RunTurn(SendOperation operation);

    /// <summary>Reads what the operation needs next and may have to wait for. Runs on a disk thread.</summary>
    void RunDiskStep(SendOperation operation);

    /// <summary>Leaves nothing of an operation that ends now waiting in the socket.</summary>
    void Flush(SendOperation operation);
}
