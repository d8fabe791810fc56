using System.Buffers;
using System.Net.Sockets;
using Sluice.Operations;
using Sluice.Planning;
using Sluice.Reactor;

namespace Sluice.Portable;

/// <content>Datagram and record sockets: one call of the framework for each datagram.</content>
internal sealed partial class PortableEngine
{
    // The largest datagram over IP fits, and so one byte too many shows. A record over a Unix socket may need more.
    private const int DatagramBuffer = 128 * 1024;

    // No transport takes more in one piece.
    private const long LargestDatagram = 64 * 1024 * 1024;

    /// <summary>Null where the turn is over and the send is not.</summary>
    private async ValueTask<SendResult?> SendDatagramsAsync(SendOperation operation, CancellationTokenSource? linked)
    {
        long share = operation.IsGoverned ? Math.Min(operation.Grant, GovernedShare) : long.MaxValue;
        DatagramFraming framing = DatagramFraming.Of(operation.Cursor, operation.Settings.SendSize);
        byte[] buffer = [];
        try
        {
            while (true)
            {
                operation.Cursor.SkipEmpty();
                if (operation.Cursor.AtEnd)
                    return SendResults.Done(operation);
                if (operation.StopRequested != StopReason.None)
                    return SendResults.Stopped(operation);
                if (share <= 0)
                    return null;

                Datagram next = framing.Next(operation.Cursor, LargestDatagram + 1);
                if (next.Length > LargestDatagram && !next.IsOpen)
                    return TooLong(operation);

                ReadOnlyMemory<byte> datagram;
                if (next is { Pieces: 1, HasFiles: false })
                {
                    datagram = operation.Cursor.Memory[..(int)next.Length];
                }
                else
                {
                    int most = (int)Math.Min(next.Length, LargestDatagram);
                    if (next.IsOpen && framing.Size == 0)
                        most = DatagramBuffer;
                    if (buffer.Length < most)
                        buffer = Exchange(buffer, most);
                    Gathered gathered = await GatherDatagramAsync(operation, framing, buffer).ConfigureAwait(false);
                    if (gathered.Failure is { } failure)
                        return failure;
                    datagram = buffer.AsMemory(0, gathered.Bytes);
                }

                if (datagram.IsEmpty)
                    continue;
                await SendOneAsync(operation, datagram, linked).ConfigureAwait(false);
                operation.Cursor.Advance(datagram.Length);
                share -= datagram.Length;
            }
        }
        finally
        {
            if (buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>One datagram. What the system's buffers are short of passes, and a refusal of an earlier one by a router is met but once.</summary>
    private async ValueTask SendOneAsync(SendOperation operation, ReadOnlyMemory<byte> datagram, CancellationTokenSource? linked)
    {
        CancellationToken stopping = linked?.Token ?? reactor.Stopping;
        Congestion? congestion = null;
        bool isDoubted = false;
        linked?.CancelAfter(StallTimeoutOf(operation));
        while (true)
        {
            try
            {
                await operation.FrameworkSocket!.SendAsync(datagram, SocketFlags.None, stopping).ConfigureAwait(false);
                linked?.CancelAfter(Timeout.InfiniteTimeSpan);
                return;
            }
            catch (SocketException full) when (full.SocketErrorCode == SocketError.NoBufferSpaceAvailable && congestion is not { IsStuck: true })
            {
                congestion ??= new Congestion();
                await Task.Delay(TimeSpan.FromTicks(congestion.NextPause()), stopping).ConfigureAwait(false);
            }
            catch (SocketException tooLarge) when (tooLarge.SocketErrorCode == SocketError.MessageSize && !isDoubted)
            {
                isDoubted = true;
            }
        }
    }

    /// <summary>Puts the datagram at the cursor together. 0 bytes where what seemed to have some has none.</summary>
    private static async ValueTask<Gathered> GatherDatagramAsync(SendOperation operation, DatagramFraming framing, Memory<byte> buffer)
    {
        SendCursor ahead = operation.Cursor;
        int filled = 0;
        do
        {
            if (ahead.Remaining == 0)
            {
                ahead.EndSegment();
                continue;
            }

            if (filled == buffer.Length)
                return new Gathered(0, TooLong(operation));
            int room = Math.Min(framing.Size > 0 ? framing.Size : int.MaxValue, buffer.Length) - filled;
            room = (int)Math.Min(room, ahead.Remaining);
            if (ahead.Current.IsMemory)
            {
                ahead.Memory[..room].CopyTo(buffer[filled..]);
                filled += room;
                ahead.Advance(room);
                continue;
            }

            PieceRead piece = await ReadAsync(operation, ahead, buffer.Slice(filled, room)).ConfigureAwait(false);
            if (piece.Failure is not null)
                return new Gathered(0, piece.Failure);
            filled += piece.Bytes;
            if (piece.Bytes > 0)
                ahead.Advance(piece.Bytes);
            else if (ahead.Current.IsOpenEnded)
                ahead.SettleSegment();
            else
                return new Gathered(0, SendResults.FileShrank(operation, operation.Files[ahead.Current.File], ahead));
        }
        while (filled != framing.Size && !framing.EndsAt(ahead));
        return new Gathered(filled);
    }

    private static async ValueTask<PieceRead> ReadAsync(SendOperation operation, SendCursor at, Memory<byte> target)
    {
        // The bytes of those before it are in the buffer already: they may be closed.
        if (operation.Files.OpensLate && !IsReady(operation, at.Current.File, isFirst: true))
            return new PieceRead(0, SendResults.FileNotReady(operation, at));
        try
        {
            return new PieceRead(await RandomAccess.ReadAsync(
                PortableFiles.HandleOf(operation.Files[at.Current.File]), target, at.FileOffset).ConfigureAwait(false));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return new PieceRead(0, SendResults.FileUnreadable(operation, operation.Files[at.Current.File], cause, at));
        }
    }

    private static byte[] Exchange(byte[] buffer, int length)
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        return ArrayPool<byte>.Shared.Rent(length);
    }

    private static SendResult TooLong(SendOperation operation) =>
        new(operation.Cursor.Position, FailureKind.Socket, SocketError.MessageSize, operation.Cursor.Element);

    private readonly record struct PieceRead(int Bytes, SendResult? Failure = null);
}
