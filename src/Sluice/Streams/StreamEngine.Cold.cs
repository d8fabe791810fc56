using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Operations;

namespace Sluice.Streams;

/// <content>What is not in the page cache: read by a disk thread, sent from its buffer.</content>
internal sealed unsafe partial class StreamEngine
{
    /// <summary>Bytes of one disk step: what a rotating disk reads in a millisecond or two, and the kernel reads ahead anyway.</summary>
    public const int ColdBytes = 128 * 1024;

    // How far ahead of a cold place the disk is set to work: the further the longer a send goes on being cold, as the kernel's own read-ahead does. Every end of
    // such a stretch is a wait for the disk, so long ones keep it busy; short ones keep many sends from crowding each other out of memory.
    private const int PrefetchBytes = 2 * 1024 * 1024;
    private const int MostPrefetchBytes = 16 * 1024 * 1024;

    private const int FurtherBytes = 1024 * 1024;

    // How much of a file that was cold is asked about and sent at a time.
    private const int LukewarmBytes = 512 * 1024;

    public void RunDiskStep(SendOperation operation)
    {
        operation.ReleaseCold();
        int index = operation.Cursor.Current.File;
        if (!IsReadyOnDisk(operation, index))
            return;
        ref OpenFile file = ref operation.Files[index];
        long offset = operation.Cursor.FileOffset;
        long left = operation.Cursor.Remaining;

        byte[] buffer = operation.RentColdBuffer(ColdBytes);
        bool dropsBehind = operation.Settings.DropBehind && !operation.Cursor.Current.IsOpenEnded;
        KernelResult result;
        fixed (byte* address = buffer)
        {
            if (dropsBehind)
            {
                result = ReadAndDrop(operation, ref file, address, offset, left);
            }
            else
            {
                // The whole stretch is asked for before its first bytes are waited for: then the disk has it all to do at once, and goes on while the socket takes these.
                SetToWork(ref file, offset, left);
                result = kernel.Read(file.Descriptor, address, (nuint)Math.Min(left, ColdBytes), offset, ReadFlags.None);
            }
        }

        if (SendMetrics.HearsCopies)
            SendMetrics.CountCopied(result.Value, CopyReason.Cold);

        if (!dropsBehind && result.Value == ColdBytes)
            WaitFurther(ref file, offset, left);
        operation.Cold = new ColdPiece(buffer, index, offset, (int)result.Value, result.Error);
        file.WasCold = true;
    }

    private void SetToWork(ref OpenFile file, long offset, long left)
    {
        if (file.IsRemote || left <= ColdBytes)
            return;
        file.PrefetchBytes = Math.Clamp(file.PrefetchBytes * 2, PrefetchBytes, MostPrefetchBytes);
        kernel.Prefetch(file.Descriptor, offset, Math.Min(left, file.PrefetchBytes));
    }

    /// <summary>
    /// In the midst of a long cold stretch, waits for more than is read: sendfile(2) then takes eight times the piece before the next hand-over to a disk thread. The
    /// piece itself is sent whether or not that is still in the cache by then.
    /// </summary>
    private void WaitFurther(ref OpenFile file, long offset, long left)
    {
        byte last;
        if (!file.IsRemote && file.PrefetchBytes == MostPrefetchBytes && left > ColdBytes + FurtherBytes)
            kernel.Read(file.Descriptor, &last, 1, offset + ColdBytes + FurtherBytes - 1, ReadFlags.None);
    }

    /// <summary>Opens a file that was closed after its check, however long that takes. Where it fails, the next turn says so.</summary>
    private static bool IsReadyOnDisk(SendOperation operation, int file)
    {
        operation.Files.MayWait = true;
        FileReadiness readiness = operation.Files.MakeReady(file);
        operation.Files.MayWait = false;
        return readiness == FileReadiness.Ready;
    }

    /// <summary>Takes what a disk thread has read into the batch. False where the batch ends here.</summary>
    private static bool TakeCold(in ColdPiece cold, ref VectorBatch batch)
    {
        if (cold.Length == 0)
        {
            batch.Stop = cold.Error == Errno.None ? GatherStop.FileEnded : GatherStop.FileFailed;
            batch.FileError = cold.Error;
            return false;
        }

        long within = batch.Cursor.FileOffset - cold.Offset;
        long bytes = Math.Min(Math.Min(cold.Length - within, batch.Cursor.Remaining), batch.Room);

        // Its buffers are on the pinned heap: the address holds without a pin.
        fixed (byte* start = cold.Buffer)
            batch.Add(start + within, bytes);
        return true;
    }
}
