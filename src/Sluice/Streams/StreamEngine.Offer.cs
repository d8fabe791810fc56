using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Streams;

/// <content>Small memory that has no plan yet.</content>
internal sealed unsafe partial class StreamEngine
{
    public int MeasureOffer(OfferedArrays elements) => elements.MeasureSmall(TinyMemory, staging.Size);

    /// <summary>Sends in one call what is offered. What the socket does not take of it is planned, and goes the way of all others.</summary>
    private TurnOutcome SendOffered(SendOperation operation)
    {
        int bytes = operation.OfferedBytes;
        KernelResult result;
        byte[] buffer = staging.Rent();
        try
        {
            operation.Offered.CopyTo(buffer.AsSpan(0, bytes));
            fixed (byte* start = buffer)
            {
                IoVector vector = new() { Base = start, Length = (nuint)bytes };
                result = kernel.Send(operation.Socket, &vector, 1, SendFlags.DontWait | SendFlags.NoSignal);
            }
        }
        finally
        {
            staging.Return(buffer);
        }

        if (result.Value == bytes)
        {
            operation.FinishOffered();
            return TurnOutcome.Finished;
        }

        if (!operation.TryPlanOffered())
            return End(operation, SendResults.ElementsChanged(result.Value));
        if (result.Succeeded)
            operation.Cursor.Advance(result.Value);
        else if (result.Error != Errno.Again)
            return End(operation, SendResults.SocketFailed(operation, result.Error));
        return TurnOutcome.WouldBlock;
    }
}
