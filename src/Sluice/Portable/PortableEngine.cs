using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Operations;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Portable;

/// <summary>
/// Sends plans by the framework's own asynchronous calls, on any system: memory as it is, files read into a buffer together with their
/// neighbours. Its one turn lasts for the whole send, unless that is watched in its progress or its rate; it is suspended while the framework waits.
/// </summary>
internal sealed partial class PortableEngine(PoolReactor reactor, Clock clock) : ISendEngine
{
    // Memory of at least this size is sent from where it lies; smaller pieces are put side by side.
    private const int LargeMemory = 16 * 1024;

    // The framework does not tell how much of a piece was taken when a send of it fails: the count is exact to within one piece.
    private const int LargestPiece = 64 * 1024;

    // How much of a send whose progress or rate is watched goes out between two looks.
    private const int GovernedShare = 256 * 1024;

    public TurnOutcome RunTurn(SendOperation operation)
    {
        if (operation.EngineState is Turn ended)
            return End(operation, ended);

        // From the first wait on it is in the framework's hands.
        if (!operation.TryAcceptBehind())
            return TurnOutcome.Finished;

        // Never on the context of the caller, who may be waiting for this very send.
        ConfiguredTaskAwaitable<Turn>.ConfiguredTaskAwaiter awaiter = SendAsync(operation).ConfigureAwait(false).GetAwaiter();
        if (awaiter.IsCompleted)
            return End(operation, awaiter.GetResult());

        // From the moment this is registered the operation may already be continued elsewhere.
        awaiter.UnsafeOnCompleted(() =>
        {
            operation.EngineState = awaiter.GetResult();
            operation.Resume();
        });
        return TurnOutcome.Suspended;
    }

    public void RunDiskStep(SendOperation operation)
    {
        // The framework's asynchronous reads wait for themselves: no turn ends cold.
    }

    public void Flush(SendOperation operation)
    {
        // The framework's calls leave nothing behind.
    }

    private static TurnOutcome End(SendOperation operation, Turn turn)
    {
        operation.EngineState = null;
        return turn.Result is { } result ? End(operation, result) : TurnOutcome.Yielded;
    }

    private async Task<Turn> SendAsync(SendOperation operation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LargestPiece);
        CancellationTokenSource? linked = operation.Cancellation.CanBeCanceled || operation.StallTicks != Clock.Never
            ? CancellationTokenSource.CreateLinkedTokenSource(operation.Cancellation, reactor.Stopping)
            : null;
        try
        {
            return new Turn(operation.Queue!.Owner.KeepsMessages
                ? await SendDatagramsAsync(operation, linked).ConfigureAwait(false)
                : await SendShareAsync(operation, buffer, linked).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The token may be heard here before it is heard by the queue.
            return new Turn(operation.Cancellation.IsCancellationRequested ? SendResults.Canceled(operation)
                : reactor.Stopping.IsCancellationRequested || operation.StopRequested != StopReason.None ? SendResults.Stopped(operation)
                : SendResults.Stalled(operation));
        }
        catch (ObjectDisposedException) when (operation.IsSocketClosed)
        {
            return new Turn(SendResults.Aborted(operation));
        }
        catch (SocketException failure)
        {
            return new Turn(operation.IsSocketClosed
                ? SendResults.Aborted(operation)
                : new SendResult(operation.Cursor.Position, FailureKind.Socket, failure.SocketErrorCode, operation.Cursor.Element));
        }
        catch (Exception fault)
        {
            return new Turn(new SendResult(operation.Cursor.Position, FailureKind.Fault, SocketError.Fault, operation.Cursor.Element, null, fault));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            linked?.Dispose();
        }
    }

    /// <summary>Null where the turn is over and the send is not.</summary>
    private async ValueTask<SendResult?> SendShareAsync(SendOperation operation, byte[] buffer, CancellationTokenSource? linked)
    {
        CancellationToken stopping = linked?.Token ?? reactor.Stopping;
        long share = operation.IsGoverned ? Math.Min(operation.Grant, GovernedShare) : long.MaxValue;
        while (!operation.Cursor.AtEnd)
        {
            if (operation.StopRequested != StopReason.None)
                return SendResults.Stopped(operation);
            if (share == 0)
                return null;

            int most = (int)Math.Min(share, operation.Settings.SendSize > 0 ? Math.Min(operation.Settings.SendSize, LargestPiece) : LargestPiece);
            ReadOnlyMemory<byte> piece;
            if (operation.Cursor.Current.IsMemory && operation.Cursor.Remaining >= LargeMemory)
            {
                piece = operation.Cursor.Memory;
            }
            else
            {
                Gathered gathered = await GatherAsync(operation, buffer.AsMemory(0, most)).ConfigureAwait(false);
                if (gathered.Failure is { } failure)
                    return failure;
                piece = buffer.AsMemory(0, gathered.Bytes);
            }

            if (piece.Length > most)
                piece = piece[..most];
            if (!piece.IsEmpty)
            {
                linked?.CancelAfter(StallTimeoutOf(operation));
                int sent = await operation.FrameworkSocket!.SendAsync(piece, SocketFlags.None, stopping).ConfigureAwait(false);
                linked?.CancelAfter(Timeout.InfiniteTimeSpan);
                operation.Cursor.Advance(sent);
                share -= sent;
            }
        }

        return SendResults.Done(operation);
    }

    private static TimeSpan StallTimeoutOf(SendOperation operation) =>
        operation.StallTicks == Clock.Never ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(operation.StallTicks);

    /// <summary>Fills the buffer from the cursor on, across segments, up to the end of a packet.</summary>
    private static async ValueTask<Gathered> GatherAsync(SendOperation operation, Memory<byte> buffer)
    {
        SendCursor ahead = operation.Cursor;
        int filled = 0;
        while (filled < buffer.Length && !ahead.AtEnd && !(filled > 0 && ahead.AtPacketEnd))
        {
            int room = (int)Math.Min(buffer.Length - filled, ahead.Remaining);
            if (ahead.Current.IsMemory)
            {
                ahead.Memory[..room].CopyTo(buffer[filled..]);
                filled += room;
                ahead.Advance(room);
                continue;
            }

            int read;
            int file = ahead.Current.File;
            if (operation.Files.OpensLate && !IsReady(operation, file, isFirst: filled == 0))
                return filled > 0 ? new Gathered(filled) : new Gathered(0, SendResults.FileNotReady(operation));
            try
            {
                read = await RandomAccess.ReadAsync(
                    PortableFiles.HandleOf(operation.Files[file]), buffer.Slice(filled, room), ahead.FileOffset).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                // What is gathered already goes out first; then the file is asked again.
                return filled > 0 ? new Gathered(filled) : new Gathered(0, SendResults.FileUnreadable(operation, operation.Files[file], cause));
            }

            if (read > 0)
            {
                if (SendMetrics.HearsCopies)
                    SendMetrics.CountCopied(read, CopyReason.Portable);
                filled += read;
                ahead.Advance(read);
            }
            else if (filled > 0)
            {
                break;
            }
            else if (ahead.Current.IsOpenEnded)
            {
                operation.Cursor.EndSegment();
                break;
            }
            else
            {
                return new Gathered(0, SendResults.FileShrank(operation, operation.Files[file]));
            }
        }

        return new Gathered(filled);
    }

    /// <summary>Whether a file that may have been closed after its check is open.</summary>
    private static bool IsReady(SendOperation operation, int file, bool isFirst)
    {
        if (isFirst)
            operation.Files.ClosePassed(file);
        return operation.Files.MakeReady(file) == FileReadiness.Ready;
    }

    /// <summary>What a turn came to: a result, or none yet.</summary>
    private sealed record Turn(SendResult? Result);

    private readonly record struct Gathered(int Bytes, SendResult? Failure = null);
}
