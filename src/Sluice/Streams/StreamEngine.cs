using Sluice.Files;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Streams;

/// <summary>
/// Sends plans over stream sockets: memory and small files gathered into one call, large files by sendfile(2), each taken up exactly
/// where the kernel left it. One for all operations of a transmitter, of which it keeps nothing but where files were found in the page cache; it moves bytes in turns alone, called by
/// whichever thread owns the turn of the operation.
/// </summary>
internal sealed unsafe partial class StreamEngine(IKernel kernel, Clock clock, StagingPool staging, int coalesceLimit) : ISendEngine
{
    private readonly Residency _residency = new(kernel);
    private readonly ResidentStretches _stretches = new();

    /// <summary>Bytes of a turn; then the next socket has its turn (DESIGN: nginx's sendfile_max_chunk has the same default).</summary>
    public const int TurnBytes = 2 * 1024 * 1024;

    // Bounds a turn of a tiny send size, or of many tiny packets, in which the bytes alone would allow a million calls.
    private const int TurnCalls = 256;

    public TurnOutcome RunTurn(SendOperation operation)
    {
        if (operation.OfferedBytes > 0)
        {
            if (operation.StopRequested == StopReason.None)
                return SendOffered(operation);
            if (!operation.TryPlanOffered())
                return End(operation, SendResults.ElementsChanged(sent: 0));
        }

        long budget = Math.Min(TurnBytes, operation.Grant);
        int calls = 0;
        while (true)
        {
            // In this order: a send whose last byte is taken has been sent, whoever asks it to end now.
            if (operation.Cursor.AtEnd)
                return End(operation, SendResults.Done(operation));
            if (operation.StopRequested != StopReason.None)
                return End(operation, SendResults.Stopped(operation));
            if (budget <= 0 || calls++ == TurnCalls)
                return TurnOutcome.Yielded;

            long before = operation.Cursor.Position;
            StepOutcome outcome = operation.Files.OpensLate ? OpenCurrent(operation) : StepOutcome.Moved;
            if (outcome == StepOutcome.Moved)
            {
                outcome = GoesAlone(operation, operation.Cursor)
                    ? SendFile(operation, Limit(operation, budget))
                    : SendGathered(operation, Limit(operation, budget));
            }

            budget -= operation.Cursor.Position - before;

            switch (outcome)
            {
                case StepOutcome.WouldBlock:
                    ReleaseColdUnlessNeeded(operation);
                    return TurnOutcome.WouldBlock;
                case StepOutcome.Cold:
                    // The disk may take its time: what came before does not wait for it.
                    Flush(operation);
                    return TurnOutcome.Cold;
                case StepOutcome.Failed:
                    return TurnOutcome.Finished;
            }

            if (operation.Cursor.AtPacketEnd)
                Flush(operation);
        }
    }

    public void Flush(SendOperation operation)
    {
        if (!operation.IsCorked && !operation.PromisedMore)
            return;

        // Taking the cork off also pushes what MSG_MORE held back (tcp(7)); a socket that is gone has nothing to push.
        kernel.SetCork(operation.Socket, corked: false);
        operation.IsCorked = false;
        operation.PromisedMore = false;
    }

    private static long Limit(SendOperation operation, long budget) =>
        operation.Settings.SendSize > 0 ? Math.Min(budget, operation.Settings.SendSize) : budget;

    /// <summary>Whether what is at a cursor goes out by sendfile, in a call of its own.</summary>
    private bool GoesAlone(SendOperation operation, in SendCursor cursor)
    {
        ref readonly Segment segment = ref cursor.Current;
        return !segment.IsMemory && !segment.IsOpenEnded && segment.Length > coalesceLimit
            && !operation.Files[segment.File].MustCopy && !operation.Cold.Covers(segment.File, cursor.FileOffset);
    }

    private TurnOutcome End(SendOperation operation, in SendResult result)
    {
        Flush(operation);
        operation.Finish(result);
        return TurnOutcome.Finished;
    }

    private StepOutcome Fail(SendOperation operation, in SendResult result)
    {
        End(operation, result);
        return StepOutcome.Failed;
    }
}
