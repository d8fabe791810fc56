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

    // How far ahead of a cold place the disk is set to work, and how much of a file that was cold is asked about and sent at a time.
    private const int PrefetchBytes = 2 * 1024 * 1024;
    private const int LukewarmBytes = 512 * 1024;

    public void RunDiskStep(SendOperation operation)
    {
        operation.ReleaseCold();
        int index = operation.Cursor.Current.File;
        ref OpenFile file = ref operation.Files[index];
        long offset = operation.Cursor.FileOffset;
        long left = operation.Cursor.Remaining;

        byte[] buffer = operation.RentColdBuffer(ColdBytes);
        KernelResult result;
        fixed (byte* address = buffer)
            result = kernel.Read(file.Descriptor, address, (nuint)Math.Min(left, ColdBytes), offset, ReadFlags.None);
        operation.Cold = new ColdPiece(buffer, index, offset, (int)result.Value, result.Error);
        if (SendMetrics.HearsCopies)
            SendMetrics.CountCopied(result.Value, CopyReason.Cold);

        // The disk goes on while the socket takes these bytes.
        long next = offset + result.Value;
        if (!file.IsRemote && result.Value > 0 && left > result.Value)
            kernel.Prefetch(file.Descriptor, next, Math.Min(left - result.Value, PrefetchBytes));
        file.WasCold = true;
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
