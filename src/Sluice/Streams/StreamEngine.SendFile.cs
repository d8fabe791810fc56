using Sluice.Files;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;

namespace Sluice.Streams;

/// <content>Large files, by sendfile(2).</content>
internal sealed unsafe partial class StreamEngine
{
    private StepOutcome SendFile(SendOperation operation, long limit)
    {
        ref OpenFile file = ref operation.Files[operation.Cursor.Current.File];
        CorkIfPieceFollows(operation);

        // Never more than the file has left: asked for more, sendfile(2) holds the last segment back (golang#41513).
        long count = operation.Cursor.ContiguousFileBytes(limit);
        long populated = file.PopulatedEnd - operation.Cursor.FileOffset;
        if (populated == 0 && file.PopulatedEnd != 0)
            return StepOutcome.Cold;
        if (populated > 0)
            count = Math.Min(count, populated);
        if (operation.Settings.DropBehind)
        {
            if (IsToBeDropped(operation))
                return StepOutcome.Cold;
            count = Math.Min(count, ReadAhead.BlockBytes - (operation.Cursor.FileOffset % ReadAhead.BlockBytes));
        }

        count = CountResident(operation, ref file, count);
        if (count == 0)
            return StepOutcome.Cold;
        KernelResult result = kernel.SendFile(operation.Socket, file.Descriptor, operation.Cursor.FileOffset, (nuint)count);
        if (result.Succeeded)
        {
            if (result.Value == 0)
                return Fail(operation, SendResults.FileShrank(operation, file));

            // A short sendfile(2) does not say whether the socket is full or the file gave less: only the next call does (nginx).
            // Until Linux 6.5, one that met the end of a file too early holds its last segment back: to be pushed if the send ends here.
            operation.PromisedMore = operation.CanCork && result.Value < count;
            operation.Cursor.Advance(result.Value);
            return StepOutcome.Moved;
        }

        switch (result.Error)
        {
            case Errno.Again:
                return StepOutcome.WouldBlock;
            case Errno.Invalid or Errno.NotImplemented or Errno.NotSupported:
                // This file, on this file system, cannot be spliced: copied, from this very offset (BUGCLASSES 9).
                file.MustCopy = true;
                return StepOutcome.Moved;
            default:
                return Fail(operation, FailureOfSendFile(operation, file, result.Error));
        }
    }

    /// <summary>
    /// Bytes at the cursor that go out without a wait for a disk, at most so many; 0 where none do. A socket takes a turn's share in many calls, and to look before each costs as much as
    /// the calls do: what was found a moment ago, by this send or by another one that began there, is taken to be there still.
    /// </summary>
    private long CountResident(SendOperation operation, ref OpenFile file, long count)
    {
        long offset = operation.Cursor.FileOffset;
        long now = clock.Now;
        if (file.ResidentEnd > offset && now < file.ResidentUntil)
            return Math.Min(count, file.ResidentEnd - offset);

        // One who takes out of the cache what it put there asks for itself.
        bool isShared = !operation.Cursor.IsWithin && !operation.Settings.DropBehind;
        if (!isShared || !_stretches.TryFind(file.Identity, offset, count, now, out file.ResidentUntil))
        {
            if (!_residency.IsResident(ref file, offset, count))
                return 0;
            file.ResidentUntil = now + ResidentStretches.Lifetime;
            if (isShared)
                _stretches.Add(file.Identity, offset, count, now);
        }

        file.ResidentEnd = offset + count;
        return count;
    }

    /// <summary>
    /// Corks where another piece follows the file, so that the file's last, short segment waits for it. A header before the file
    /// needs no cork: its MSG_MORE does that without a call.
    /// </summary>
    private void CorkIfPieceFollows(SendOperation operation)
    {
        if (!operation.CanCork || operation.IsCorked)
            return;
        SendCursor end = operation.Cursor;
        end.Advance(end.ContiguousFileBytes(long.MaxValue));
        if (!end.AtEnd && !end.AtPacketEnd)
            operation.IsCorked = kernel.SetCork(operation.Socket, corked: true).Succeeded;
    }

    /// <summary>sendfile(2) reports the errors of both its ends alike: which one it was must be told apart (BUGCLASSES 16).</summary>
    private SendResult FailureOfSendFile(SendOperation operation, in OpenFile file, Errno error)
    {
        if (error is Errno.InputOutput or Errno.Stale)
            return SendResults.FileUnreadable(operation, file, error);

        // No socket call fails for want of a readable file: if a read fails as well, it was the file.
        byte probe;
        KernelResult read = error is Errno.BrokenPipe or Errno.ConnectionReset
            ? KernelResult.Success()
            : kernel.Read(file.Descriptor, &probe, 1, operation.Cursor.FileOffset, ReadFlags.NoWait);
        return read.Succeeded
            ? SendResults.SocketFailed(operation, error)
            : SendResults.FileUnreadable(operation, file, read.Error);
    }
}
