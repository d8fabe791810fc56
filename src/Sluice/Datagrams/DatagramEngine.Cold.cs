using Sluice.Files;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;

namespace Sluice.Datagrams;

/// <content>
/// What is not in the page cache. A datagram may have parts of several files, so a disk thread puts whole datagrams together, as they follow each other in the plan,
/// and the turn sends them from its buffer.
/// </content>
internal sealed unsafe partial class DatagramEngine
{
    private const int PrefetchBytes = 2 * 1024 * 1024;

    public void RunDiskStep(SendOperation operation)
    {
        operation.ReleaseCold();
        DatagramFraming framing = DatagramFraming.Of(operation.Cursor, operation.Settings.SendSize);
        long largest = ((DatagramSocket)operation.Queue!.EngineState!).LargestDatagram;
        byte[] buffer = operation.RentColdBuffer(Math.Min(framing.Next(operation.Cursor, largest + 1).Length, largest));
        SendCursor ahead = operation.Cursor;
        int whole = 0;
        ColdPiece failure = ColdPiece.None;
        fixed (byte* address = buffer)
        {
            while (SkipToFiles(ref ahead, framing) && TryAssemble(operation, ref ahead, framing, new Span<byte>(address, buffer.Length)[whole..], out int bytes, out failure))
                whole += bytes;
        }

        // A failure behind whole datagrams is met again when those have gone out.
        operation.Cold = whole > 0 || failure == ColdPiece.None
            ? new ColdPiece(buffer, ColdPiece.WholePlan, operation.Cursor.Position, whole, Errno.None)
            : failure with { Buffer = buffer };
    }

    /// <summary>Ends the operation where the disk step found that its next datagram cannot be had.</summary>
    private static bool FailedWhileCold(SendOperation operation)
    {
        ColdPiece cold = operation.Cold;
        if (cold.Buffer is null || cold.File == ColdPiece.WholePlan)
            return false;

        SendCursor at = operation.Cursor;
        while (at.Current.File != cold.File || cold.Offset - at.FileOffset >= at.Remaining)
        {
            at.Advance(at.Remaining);
            at.SkipEmpty();
        }

        at.Advance(Math.Max(cold.Offset - at.FileOffset, 0));
        ref OpenFile file = ref operation.Files[cold.File];
        operation.Finish(cold.Error switch
        {
            _ when operation.Files.ReopenFailure is not null => SendResults.FileNotReady(operation, at),
            Errno.None => SendResults.FileShrank(operation, file, at),
            Errno.MessageTooLong => TooLong(operation),
            _ => SendResults.FileUnreadable(operation, file, cold.Error, at),
        });
        return true;
    }

    /// <summary>Whether another datagram follows that has files in it.</summary>
    private static bool SkipToFiles(ref SendCursor ahead, DatagramFraming framing)
    {
        ahead.SkipEmpty();
        return !ahead.AtEnd && framing.Next(ahead, SendOperation.ColdBufferBytes).HasFiles;
    }

    /// <summary>Puts one datagram together, or several that lie in one file. False where it does not fit, or cannot be had: then the failure says why, as a piece without bytes.</summary>
    private bool TryAssemble(SendOperation operation, ref SendCursor ahead, DatagramFraming framing, Span<byte> target, out int bytes, out ColdPiece failure)
    {
        int size = framing.Size > 0 ? framing.Size : int.MaxValue;
        failure = ColdPiece.None;
        bytes = 0;
        do
        {
            if (ahead.Remaining == 0)
            {
                ahead.EndSegment();
                continue;
            }

            int room = Math.Min(size, target.Length) - bytes;
            ref readonly Segment segment = ref ahead.Current;
            if (segment.IsMemory)
            {
                ReadOnlySpan<byte> memory = ahead.Memory.Span;
                if (memory.Length > room && target.Length < size)
                    return false;
                memory = memory[..Math.Min(memory.Length, room)];
                memory.CopyTo(target[bytes..]);
                bytes += memory.Length;
                ahead.Advance(memory.Length);
                continue;
            }

            if (room == 0 && !segment.IsOpenEnded)
                return false;
            int several = bytes == 0 ? (int)Math.Min(target.Length, ahead.Remaining) / size * size : 0;
            if (operation.Files.OpensLate && !IsReadyOnDisk(operation, segment.File))
            {
                failure = new ColdPiece(null, segment.File, ahead.FileOffset, 0, Errno.Stale);
                return false;
            }

            ref OpenFile file = ref operation.Files[segment.File];
            KernelResult result = Read(ref file, ahead, target.Slice(bytes, Math.Max(room, several)));
            if (result.Value > 0)
            {
                int got = (int)result.Value;
                got -= got > size ? got % size : 0;
                bytes += got;
                ahead.Advance(got);
            }
            else if (segment.IsOpenEnded && result.Succeeded && room > 0)
            {
                ahead.SettleSegment();
            }
            else
            {
                failure = new ColdPiece(null, segment.File, ahead.FileOffset, 0, room == 0 ? Errno.MessageTooLong : result.Error);
                return false;
            }
        }
        while (bytes < size && !framing.EndsAt(ahead));
        return true;
    }

    /// <summary>Opens a file that was closed after its check, however long that takes. Those before it are copied already, as far as this datagram has them.</summary>
    private static bool IsReadyOnDisk(SendOperation operation, int file)
    {
        operation.Files.ClosePassed(file);
        operation.Files.MayWait = true;
        FileReadiness readiness = operation.Files.MakeReady(file);
        operation.Files.MayWait = false;
        return readiness == FileReadiness.Ready;
    }

    private KernelResult Read(ref OpenFile file, in SendCursor at, Span<byte> target)
    {
        if (target.IsEmpty)
            return default;
        long wanted = Math.Min(at.Remaining, target.Length);
        KernelResult result;
        fixed (byte* address = target)
            result = kernel.Read(file.Descriptor, address, (nuint)wanted, at.FileOffset, ReadFlags.None);

        // The disk goes on while the socket takes these bytes.
        long left = at.Remaining - result.Value;
        if (!file.IsRemote && result.Value > 0 && left > 0 && !at.Current.IsOpenEnded)
            kernel.Prefetch(file.Descriptor, at.FileOffset + result.Value, Math.Min(left, PrefetchBytes));
        return result;
    }
}
