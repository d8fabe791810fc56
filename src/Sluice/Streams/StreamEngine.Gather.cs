using System.Runtime.CompilerServices;
using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;

namespace Sluice.Streams;

/// <content>Memory and small files, many in one call.</content>
internal sealed unsafe partial class StreamEngine
{
    // Below this a copy costs less than the kernel's handling of another vector (docs/decisions/0005).
    private const int TinyMemory = 1024;

    // No call is made for less than this of a file whose rest would need a second one anyway.
    private const int SmallestFilePiece = 16 * 1024;

    [SkipLocalsInit]
    private StepOutcome SendGathered(SendOperation operation, long limit)
    {
        IoVector* vectors = stackalloc IoVector[VectorBatch.Capacity];
        VectorBatch batch = new(operation.Cursor, limit, vectors, staging);
        try
        {
            KernelResult result = Gather(operation, ref batch);
            if (batch.Bytes == 0)
                return EndOfFile(operation, batch);
            if (result.Error == Errno.Again)
                return StepOutcome.WouldBlock;
            if (!result.Succeeded)
                return Fail(operation, SendResults.SocketFailed(operation, result.Error));

            operation.PromisedMore = PromisesMore(operation, batch);
            if (result.Value == batch.Bytes)
            {
                operation.Cursor = batch.Cursor;
                return StepOutcome.Moved;
            }

            // A short sendmsg(2) says that the buffer is full: another try would only say so again (nginx).
            operation.Cursor.Advance(result.Value);
            return StepOutcome.WouldBlock;
        }
        finally
        {
            batch.Dispose();
        }
    }

    /// <summary>
    /// Fills the batch and sends it. Calls itself once for every piece of memory that is pinned: the pins are the frames' own, and
    /// last until the call has returned.
    /// </summary>
    private KernelResult Gather(SendOperation operation, ref VectorBatch batch)
    {
        while (!batch.IsFull && !batch.Cursor.AtEnd && !(batch.Bytes > 0 && batch.Cursor.AtPacketEnd))
        {
            ref readonly Segment segment = ref batch.Cursor.Current;
            if (segment.IsMemory)
            {
                if (batch.TryStageTiny(TinyMemory))
                    continue;

                ReadOnlySpan<byte> bytes = batch.Cursor.Memory.Span;
                if (bytes.Length > batch.Room)
                    bytes = bytes[..(int)batch.Room];

                // The staging buffer is full: tiny pieces are better off in the next call's than pinned one by one.
                if (bytes.Length <= TinyMemory && batch.Bytes > 0)
                    break;

                // Adjacent pieces share a vector, but not a frame: it is the pins that are bounded.
                batch.Pins++;
                fixed (byte* address = bytes)
                {
                    batch.Add(address, bytes.Length);
                    return Gather(operation, ref batch);
                }
            }

            ColdPiece cold = operation.Cold;
            if (cold.Covers(segment.File, batch.Cursor.FileOffset))
            {
                if (!TakeCold(cold, ref batch))
                    break;
            }
            else if (GoesAlone(operation, batch.Cursor) || !IsReady(operation, segment.File) || !StageFile(ref operation.Files[segment.File], ref batch))
            {
                break;
            }
        }

        if (batch.Bytes == 0)
            return default;
        SendFlags flags = SendFlags.DontWait | SendFlags.NoSignal | (PromisesMore(operation, batch) ? SendFlags.More : SendFlags.None);
        return kernel.Send(operation.Socket, batch.Vectors, batch.Count, flags);
    }

    /// <summary>Reads the file at the batch's cursor into it. False where the batch ends here.</summary>
    private bool StageFile(ref OpenFile file, ref VectorBatch batch)
    {
        long wanted = Math.Min(batch.Cursor.Remaining, batch.Room);
        if (batch.Bytes > 0 && batch.StagingRoom < Math.Min(wanted, SmallestFilePiece))
            return false;

        wanted = Math.Min(wanted, batch.StagingRoom);
        KernelResult result = _residency.ReadResident(ref file, batch.StagingTail, wanted, batch.Cursor.FileOffset);
        if (result.Succeeded && result.Value > 0)
        {
            if (SendMetrics.HearsCopies)
                SendMetrics.CountCopied(result.Value, file.MustCopy ? CopyReason.Refused : batch.Cursor.Current.IsOpenEnded ? CopyReason.Sizeless : CopyReason.Small);
            batch.CommitStaged((int)result.Value);
            return true;
        }

        // What is already in the batch goes out first; the file is asked again when nothing is before it.
        batch.Stop = result.Error switch
        {
            Errno.None => GatherStop.FileEnded,
            Errno.Again => GatherStop.FileCold,
            _ => GatherStop.FileFailed,
        };
        batch.FileError = result.Error;
        return false;
    }

    /// <summary>The file at the cursor, with nothing before it, gave no byte.</summary>
    private StepOutcome EndOfFile(SendOperation operation, in VectorBatch batch)
    {
        if (batch.Stop == GatherStop.FileCold)
            return StepOutcome.Cold;
        ref OpenFile file = ref operation.Files[operation.Cursor.Current.File];
        if (batch.Stop == GatherStop.FileFailed)
            return Fail(operation, SendResults.FileUnreadable(operation, file, batch.FileError));
        if (!operation.Cursor.Current.IsOpenEnded)
            return Fail(operation, SendResults.FileShrank(operation, file));
        operation.Cursor.EndSegment();
        return StepOutcome.Moved;
    }

    /// <summary>Whether something follows that the same packet should carry.</summary>
    private static bool PromisesMore(SendOperation operation, in VectorBatch batch) =>
        operation.CanCork && !batch.Cursor.AtEnd && !batch.Cursor.AtPacketEnd;
}
