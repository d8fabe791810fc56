using Sluice.Files;
using Sluice.Kernel;
using Sluice.Operations;

namespace Sluice.Streams;

/// <content>
/// Sends that leave the page cache as they found it. What is there goes out by sendfile(2) as ever. What is not is read by a disk thread into its buffer, block by
/// block, and taken out of the cache at once: the kernel drops no page that a socket still holds, and after sendfile(2) it does (docs/decisions/0014).
/// </content>
internal sealed unsafe partial class StreamEngine
{
    // How far ahead of its place such a send has the disk set to work.
    private const int PrefetchBytes = 2 * 1024 * 1024;

    /// <summary>Whether the place at the cursor is in the cache only because this send had it read ahead: then it is to be taken out again.</summary>
    private static bool IsToBeDropped(SendOperation operation) =>
        operation.Settings.DropBehind && operation.ReadAhead.IsOwn(operation.Cursor.Current.File, operation.Cursor.FileOffset);

    /// <summary>Reads to the end of the block at the most, with the disk at work on the next ones, and drops it where nobody else had it.</summary>
    private KernelResult ReadAndDrop(SendOperation operation, ref OpenFile file, byte* buffer, long offset, long left)
    {
        ref ReadAhead ahead = ref operation.ReadAhead;
        int index = operation.Cursor.Current.File;
        long block = ReadAhead.StartOfBlock(offset), blockEnd = block + ReadAhead.BlockBytes;

        // A block that the read itself brought in would bring others with it, which could then not be told from those of others.
        ahead.MoveTo(index, offset);
        long horizon = Math.Min(file.IsRemote ? blockEnd : block + PrefetchBytes, offset + left);
        while (ahead.End < horizon)
        {
            bool isForeign = _residency.HasAny(ref file, ahead.End, ReadAhead.BlockBytes);
            kernel.Prefetch(file.Descriptor, ahead.End, ReadAhead.BlockBytes);
            ahead.Extend(isForeign);
        }

        KernelResult result = kernel.Read(file.Descriptor, buffer, (nuint)Math.Min(left, blockEnd - offset), offset, ReadFlags.None);
        if (ahead.IsOwn(index, offset))
            kernel.Discard(file.Descriptor, block, ReadAhead.BlockBytes);
        return result;
    }

    public void DropReadAhead(SendOperation operation)
    {
        if (operation.Cursor.AtEnd || operation.Cursor.Current.IsMemory)
            return;
        ref OpenFile file = ref operation.Files[operation.Cursor.Current.File];
        for (long block = ReadAhead.StartOfBlock(operation.Cursor.FileOffset); file.IsOpen && block < operation.ReadAhead.End; block += ReadAhead.BlockBytes)
        {
            if (operation.ReadAhead.IsOwn(operation.Cursor.Current.File, block))
                kernel.Discard(file.Descriptor, block, ReadAhead.BlockBytes);
        }
    }
}
