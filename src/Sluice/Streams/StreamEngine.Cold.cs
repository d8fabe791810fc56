using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Streams;

/// <content>What is not in the page cache: read by a disk thread, sent from its buffer.</content>
internal sealed unsafe partial class StreamEngine
{
    /// <summary>Bytes of one disk step: what a rotating disk reads in a millisecond or two, and the kernel reads ahead anyway.</summary>
    public const int ColdBytes = SendOperation.ColdBufferBytes;

    // Of a file that goes on being cold, a step waits for more and more beyond its piece: the turn that follows sends it by sendfile(2), with no thread between.
    private const int FirstPopulatedBytes = 256 * 1024;
    private const int MostPopulatedBytes = TurnBytes;

    // What one call reads ahead at most is up to the device (force_page_cache_readahead): this much, with any.
    private const int PrefetchCallBytes = 512 * 1024;

    public void RunDiskStep(SendOperation operation)
    {
        operation.ReleaseCold();
        int index = operation.Cursor.Current.File;
        if (!IsReadyOnDisk(operation, index))
            return;
        ref OpenFile file = ref operation.Files[index];
        long offset = operation.Cursor.FileOffset;
        long left = operation.Cursor.Remaining;

        byte[] buffer = operation.RentColdBuffer();
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
                result = kernel.Read(file.Descriptor, address, (nuint)Math.Min(left, ColdBytes), offset, ReadFlags.None);
            }
        }

        if (SendMetrics.HearsCopies)
            SendMetrics.CountCopied(result.Value, CopyReason.Cold);

        if (!dropsBehind && result.Value == ColdBytes)
            PopulateFurther(operation, ref file, offset, left);
        operation.Cold = new ColdPiece(buffer, index, offset, (int)result.Value, result.Error);
    }

    /// <summary>
    /// Waits for a stretch behind the piece, and has the disk go on with the next one while the socket takes this one. The kernel reads ahead for such a reader as for any
    /// sequential one, in large folios and further and further; and it does so here: whoever comes to the mark that it leaves in the page cache issues the reads, and may
    /// have to wait to be let. So a turn sends no further than was waited for (docs/decisions/0032).
    /// </summary>
    private void PopulateFurther(SendOperation operation, ref OpenFile file, long offset, long left)
    {
        // Stopped meanwhile: nothing more is read for nobody.
        if (file.IsRemote || left <= ColdBytes || operation.State == OperationState.Abandoned)
            return;
        bool goesOn = offset == file.PopulatedEnd && file.PopulatedEnd != 0;
        file.PopulatedBytes = goesOn ? Math.Clamp(file.PopulatedBytes * 2, FirstPopulatedBytes, MostPopulatedBytes) : 0;
        file.PopulatedEnd = offset + ColdBytes;
        left -= ColdBytes;
        if (file.PopulatedBytes > 0)
        {
            KernelResult result = kernel.Populate(file.Descriptor, file.PopulatedEnd, (nuint)Math.Min(left, file.PopulatedBytes));
            if (!result.Succeeded)
                return;
            file.PopulatedEnd += result.Value;
            left -= result.Value;
        }

        // The kernel's own window is a matter of the device, 128 KiB by default. Asked for where it is wide enough, this would only bring single pages in place of its large folios.
        long further = Math.Min(left, Math.Clamp(2 * file.PopulatedBytes, FirstPopulatedBytes, MostPopulatedBytes));
        if (further <= 0 || _residency.HasAny(ref file, file.PopulatedEnd + (further / 2), 1))
            return;
        for (long done = 0; done < further; done += PrefetchCallBytes)
            kernel.Prefetch(file.Descriptor, file.PopulatedEnd + done, Math.Min(further - done, PrefetchCallBytes));
    }

    /// <summary>
    /// A socket that takes no more now may not do so for a long time, and ten thousand of them would hold a gigabyte of buffers: what the page cache has as well is sent from there.
    /// </summary>
    private void ReleaseColdUnlessNeeded(SendOperation operation)
    {
        ColdPiece cold = operation.Cold;
        if (cold.Length == 0)
            return;
        ref readonly Segment segment = ref operation.Cursor.Current;
        if (cold.Covers(segment.File, operation.Cursor.FileOffset))
        {
            ref OpenFile file = ref operation.Files[segment.File];
            long left = cold.Offset + cold.Length - operation.Cursor.FileOffset;
            if (operation.Settings.DropBehind || segment.IsOpenEnded || file.MustCopy || !_residency.IsResident(ref file, operation.Cursor.FileOffset, left))
                return;
        }

        operation.ReleaseCold();
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
