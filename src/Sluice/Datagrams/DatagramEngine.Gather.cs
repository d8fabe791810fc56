using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Sluice.Files;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;

namespace Sluice.Datagrams;

/// <content>Many datagrams in one call.</content>
internal sealed unsafe partial class DatagramEngine
{
    /// <summary>Datagrams of one size that a frame pins.</summary>
    public const int AlikePerFrame = 8;

    private const SendFlags Flags = SendFlags.DontWait | SendFlags.NoSignal;

    private StepOutcome SendBatch(SendOperation operation, DatagramSocket socket, DatagramFraming framing, long limit, int most)
    {
        StepOutcome outcome = SendBatch(operation, socket, framing, limit, most, large: default, out bool needsLarge);
        if (!needsLarge)
            return outcome;

        // A record over a Unix socket that has files in it and is larger than any over IP.
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)framing.Next(operation.Cursor, socket.LargestDatagram + 1).Length);
        try
        {
            fixed (byte* pinned = buffer)
                return SendBatch(operation, socket, framing, limit, most, new Span<byte>(pinned, buffer.Length), out _);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    [SkipLocalsInit]
    private StepOutcome SendBatch(
        SendOperation operation, DatagramSocket socket, DatagramFraming framing, long limit, int most, Span<byte> large, out bool needsLarge)
    {
        needsLarge = false;
        IoVector* vectors = stackalloc IoVector[MessageBatch.Capacity];
        OutgoingMessage* messages = stackalloc OutgoingMessage[MessageBatch.Capacity];
        MessageBatch batch = new(socket, framing, operation, limit, most, vectors, messages, staging, large);
        try
        {
            KernelResult result = Gather(operation, ref batch);
            if (batch.Messages > 0)
                return Conclude(operation, socket, batch, result);
            needsLarge = batch.Stop == BatchStop.NeedsLargeStaging;
            return needsLarge ? StepOutcome.Moved : Stopped(operation, socket, batch);
        }
        finally
        {
            batch.Dispose();
        }
    }

    /// <summary>Fills the batch and sends it.</summary>
    private KernelResult Gather(SendOperation operation, ref MessageBatch batch)
    {
        while (true)
        {
            if (batch.TryMoveToMemory())
                return batch.IsAlike ? GatherAlike(operation, ref batch) : GatherPinned(operation, ref batch);
            if (batch.Left == 0)
                break;
            if (batch.Assembled > 0)
            {
                batch.AddAssembled();
            }
            else if (batch.Cursor.Current.IsMemory)
            {
                ReadOnlySpan<byte> bytes = batch.NextMemory;
                bytes.CopyTo(new Span<byte>(batch.Reserve(), bytes.Length));
                batch.AddReserved(bytes.Length);
            }
            else if (!StageFile(operation, ref batch))
            {
                break;
            }
        }

        return Send(operation.Socket, batch);
    }

    /// <summary>
    /// Adds the memory at the batch's cursor, and goes on with the batch under its pin. Calls itself once for every piece: the pins are the frames' own, and last until
    /// the call has returned. So the frame is kept small, with all other work in methods of their own.
    /// </summary>
    private KernelResult GatherPinned(SendOperation operation, ref MessageBatch batch)
    {
        ReadOnlySpan<byte> bytes = batch.NextMemory;
        batch.Pins++;
        fixed (byte* address = bytes)
        {
            batch.Add(address, bytes.Length);
            return batch.TryMoveToMemory() && !batch.IsAlike ? GatherPinned(operation, ref batch) : Gather(operation, ref batch);
        }
    }

    /// <summary>
    /// The same for datagrams of one size, eight in a frame: a stack of 53 frames no longer fits into the first cache beside what the kernel does there, which made a
    /// send cost a tenth more. Behind the last one the spans are empty, and pin nothing.
    /// </summary>
    private KernelResult GatherAlike(SendOperation operation, ref MessageBatch batch)
    {
        fixed (byte* a = batch.Alike(0), b = batch.Alike(1), c = batch.Alike(2), d = batch.Alike(3), e = batch.Alike(4), f = batch.Alike(5), g = batch.Alike(6), h = batch.Alike(7))
        {
            byte** addresses = stackalloc byte*[] { a, b, c, d, e, f, g, h };
            batch.AddAlike(addresses, AlikePerFrame);
            return batch.Left > 0 ? GatherAlike(operation, ref batch) : Gather(operation, ref batch);
        }
    }

    /// <summary>Sends the batch. The value is the messages taken.</summary>
    private KernelResult Send(int socket, in MessageBatch batch)
    {
        if (batch.Messages == 0)
            return default;
        return batch.Messages > 1 ? kernel.SendMessages(socket, batch.First, batch.Messages, Flags) : Send(socket, *batch.First);
    }

    private KernelResult Send(int socket, in OutgoingMessage message)
    {
        KernelResult result = message.SegmentSize > 0
            ? kernel.SendMessage(socket, message, Flags)
            : kernel.Send(socket, message.Vectors, message.VectorCount, Flags);
        return result.Succeeded ? KernelResult.Success(1) : result;
    }

    private static StepOutcome Conclude(SendOperation operation, DatagramSocket socket, in MessageBatch batch, KernelResult result)
    {
        if (result.Succeeded)
        {
            if (result.Value < batch.Messages)
            {
                operation.Cursor.Advance(batch.BytesOf(result.Value));
                return StepOutcome.CutShort;
            }

            operation.Cursor = batch.Cursor;
            return StepOutcome.Moved;
        }

        // An error is that of the first message: none has been taken, and the cursor has not moved.
        return Refused(operation, socket, batch.First->SegmentSize, result.Error);
    }

    /// <summary>The kernel has refused a message.</summary>
    private static StepOutcome Refused(SendOperation operation, DatagramSocket socket, int segmentSize, Errno error)
    {
        switch (error)
        {
            case Errno.Again:
                return StepOutcome.WouldBlock;
            case Errno.NoBuffers:
                return StepOutcome.Congested;
            case Errno.MessageTooLong when socket.MayMeanAnEarlierOne():
                return StepOutcome.Moved;
            case Errno.InputOutput or Errno.Invalid or Errno.MessageTooLong when segmentSize > 0:
                socket.NoteRefusedRun(segmentSize, error);
                return StepOutcome.Moved;
            default:
                return Fail(operation, SendResults.SocketFailed(operation, error));
        }
    }

    /// <summary>The batch stopped before its first datagram was whole.</summary>
    private StepOutcome Stopped(SendOperation operation, DatagramSocket socket, in MessageBatch batch)
    {
        switch (batch.Stop)
        {
            case BatchStop.FileCold:
                return StepOutcome.Cold;
            case BatchStop.TooLong when !socket.Refuses(NextLength(operation, socket), kernel, operation.Socket):
                return StepOutcome.Moved;
            case BatchStop.TooLong:
                return Fail(operation, TooLong(operation));
            case BatchStop.FileEnded:
                return Fail(operation, SendResults.FileShrank(operation, operation.Files[batch.StoppedAt.Current.File], batch.StoppedAt));
            default:
                return Fail(operation, SendResults.FileUnreadable(operation, operation.Files[batch.StoppedAt.Current.File], batch.FileError, batch.StoppedAt));
        }
    }

    private static long NextLength(SendOperation operation, DatagramSocket socket) =>
        DatagramFraming.Of(operation.Cursor, operation.Settings.SendSize).Next(operation.Cursor, Math.Max(socket.LargestDatagram + 1, int.MaxValue)).Length;

    private static SendResult TooLong(SendOperation operation) =>
        new(operation.Cursor.Position, FailureKind.Socket, SocketError.MessageSize, operation.Cursor.Element);

    /// <summary>Reads the file at the batch's cursor into it. False where the batch ends before this datagram.</summary>
    private bool StageFile(SendOperation operation, ref MessageBatch batch)
    {
        // One that was closed after its check and cannot be had at once is opened by the disk step, which also finds out why it cannot be opened at all.
        int index = batch.Cursor.Current.File;
        if (operation.Files.OpensLate && operation.Files.MakeReady(index) != FileReadiness.Ready)
            return batch.Abandon(BatchStop.FileCold, Errno.Again);

        ref OpenFile file = ref operation.Files[index];
        long wanted = Math.Min(batch.Cursor.Remaining, batch.Left);
        byte* target = batch.Reserve();
        long got = 0;
        while (got < wanted)
        {
            KernelResult result = _residency.ReadResident(ref file, target + got, wanted - got, batch.Cursor.FileOffset + got);
            if (result.Succeeded && result.Value > 0)
            {
                got += result.Value;
                continue;
            }

            // Whole datagrams go out first; then the file is asked again.
            if (batch.TryShrinkTo(ref got))
                break;
            return batch.Abandon(
                result.Error switch { Errno.None => BatchStop.FileEnded, Errno.Again => BatchStop.FileCold, _ => BatchStop.FileFailed }, result.Error);
        }

        batch.AddReserved(got);
        return true;
    }
}
