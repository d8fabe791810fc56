using Sluice.Files;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Datagrams;

/// <summary>
/// Sends plans over datagram and record sockets: every datagram whole or not at all, many in one call. The cursor of an operation only ever stands between two
/// datagrams, so whatever the kernel did not take is gathered again from there, by the same way or another, and nothing is sent twice. Stateless but for
/// what the queue of a socket keeps (<see cref="DatagramSocket"/>); it moves bytes in turns alone, called by whichever thread owns them.
/// </summary>
internal sealed unsafe partial class DatagramEngine(IKernel kernel, Clock clock, StagingPool staging) : ISendEngine
{
    /// <summary>Room for the largest datagram, or run of them, over IP.</summary>
    public const int StagingBytes = 64 * 1024;

    // As the stream engine has them: then the next socket has its turn.
    private const int TurnBytes = 2 * 1024 * 1024;
    private const int TurnCalls = 256;

    private readonly Residency _residency = new(kernel);

    public TurnOutcome RunTurn(SendOperation operation)
    {
        DatagramSocket socket = DatagramSocket.Of(operation, kernel);
        if (operation.OfferedBytes > 0 && SendOffered(operation, socket) is { } ended)
            return ended;

        DatagramFraming framing = DatagramFraming.Of(operation.Cursor, operation.Settings.SendSize);
        long budget = Math.Min(TurnBytes, operation.Grant);
        int calls = 0;
        int most = MessageBatch.Capacity;
        while (true)
        {
            operation.Cursor.SkipEmpty();

            // In this order: a send whose last byte is taken has been sent, whoever asks it to end now.
            if (operation.Cursor.AtEnd)
                return End(operation, SendResults.Done(operation));
            if (operation.StopRequested != StopReason.None)
                return End(operation, SendResults.Stopped(operation));
            if (budget <= 0 || calls++ == TurnCalls)
                return TurnOutcome.Yielded;

            if (operation.Files.OpensLate && !operation.Cursor.Current.IsMemory)
                operation.Files.ClosePassed(operation.Cursor.Current.File);
            long before = operation.Cursor.Position;
            StepOutcome outcome = FailedWhileCold(operation) ? StepOutcome.Failed : SendBatch(operation, socket, framing, budget, most);
            long moved = operation.Cursor.Position - before;
            budget -= moved;
            if (moved > 0)
                socket.NoteProgress();

            if (EndTurn(operation, socket, outcome) is { } end)
                return end;

            // sendmmsg(2) keeps the error that cut it short to itself. Alone, the next message meets it where it lasts; one that was waiting on the socket, as
            // ECONNREFUSED does, is lost, and this message provokes it again.
            most = outcome == StepOutcome.CutShort ? 1 : MessageBatch.Capacity;
        }
    }

    public void Flush(SendOperation operation)
    {
        // No datagram waits for another.
    }

    /// <summary>A socket of records has a connection to end; of datagrams, it is refused by the call.</summary>
    public TurnOutcome Disconnect(SendOperation operation)
    {
        KernelResult shut = kernel.ShutdownSending(operation.Socket);
        return End(operation, shut.Succeeded ? SendResults.Disconnected(operation) : SendResults.SocketFailed(operation, shut.Error));
    }

    public void DropReadAhead(SendOperation operation)
    {
        // Nothing is read ahead of its place.
    }

    public void Break(SendOperation operation)
    {
        // The datagrams that follow stand by themselves.
    }

    /// <summary>How a step ends the turn; null where another one may follow.</summary>
    private TurnOutcome? EndTurn(SendOperation operation, DatagramSocket socket, StepOutcome outcome)
    {
        switch (outcome)
        {
            case StepOutcome.WouldBlock:
                return TurnOutcome.WouldBlock;
            case StepOutcome.Cold:
                return TurnOutcome.Cold;
            case StepOutcome.Failed:
                return TurnOutcome.Finished;
            case StepOutcome.Congested when socket.Congestion.IsStuck:
                socket.Congestion.End();
                return End(operation, SendResults.SocketFailed(operation, Errno.NoBuffers));
            case StepOutcome.Congested:
                return operation.PauseUntil(clock.Now + socket.Congestion.NextPause());
            default:
                return null;
        }
    }

    private static TurnOutcome End(SendOperation operation, in SendResult result)
    {
        operation.Finish(result);
        return TurnOutcome.Finished;
    }

    private static StepOutcome Fail(SendOperation operation, in SendResult result)
    {
        End(operation, result);
        return StepOutcome.Failed;
    }
}
