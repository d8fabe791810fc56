using System.Net.Sockets;
using Sluice.Diagnostics;
using Sluice.Files;
using Sluice.Operations;
using Sluice.Planning;

namespace Sluice.Writing;

/// <summary>
/// Makes the pieces of one send, in order: small memory and files side by side in pooled buffers, large memory as it lies. One piece is
/// read while the one before is written, so it stands in the plan ahead of the writing.
/// </summary>
internal sealed class PieceReader
{
    /// <summary>Memory of at least this size is written from where it lies: a TLS record holds as much, and what is copied to fill one saves none (RFC 8446, 5.1).</summary>
    public const int LargeMemory = 16 * 1024;

    /// <summary>Most bytes written at a time: as far as the count of a failed send may be behind, and as long as a cancellation may go unheard by the stream.</summary>
    public const int LargestPiece = 256 * 1024;

    /// <summary>Most bytes written at a time where a send is watched: a stall is told from slowness by the completion of a write.</summary>
    public const int GovernedPiece = 64 * 1024;

    // No read is made for less than this of a file whose rest would need a second one anyway.
    private const int SmallestFilePiece = 16 * 1024;

    private readonly OpenFiles _files;
    private readonly IFileReader _reader;
    private readonly BufferPool _buffers;
    private readonly DiskCall _disk;
    private readonly Action _readStep;
    private readonly Action _openStep;
    private SendCursor _ahead;
    private Memory<byte> _room;
    private int _read;

    public PieceReader(SendPlan plan, OpenFiles files, IFileReader reader, BufferPool buffers, DiskCall disk)
    {
        _files = files;
        _reader = reader;
        _buffers = buffers;
        _disk = disk;
        _readStep = ReadWhereItMayWait;
        _openStep = OpenWhereItMayWait;
        _ahead = new SendCursor(plan);
    }

    /// <summary>The next piece; one that could not be had says why. Never throws, and is called again only when its last call has completed.</summary>
    public async ValueTask<Piece> NextAsync()
    {
        SendCursor before = _ahead;
        try
        {
            return _ahead.Current.IsMemory && _ahead.Remaining >= LargeMemory ? TakeMemory() : await GatherAsync().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            // Memory that is not what it was, such as a memory manager that has been disposed of.
            return new Piece(default, null, before, before, new SendResult(before.Position, FailureKind.Fault, SocketError.Fault, before.Element, null, fault));
        }
    }

    /// <summary>Gives back what a piece holds.</summary>
    public void Return(in Piece piece)
    {
        if (piece.Buffer is { } buffer)
            _buffers.Return(buffer);
    }

    private Piece TakeMemory()
    {
        SendCursor before = _ahead;
        ReadOnlyMemory<byte> memory = _ahead.Memory;
        if (memory.Length > LargestPiece)
            memory = memory[..LargestPiece];

        // Here memory that is gone is the fault of the memory. Thrown by the stream, it would look like the stream's.
        _ = memory.Span;
        _ahead.Advance(memory.Length);
        return new Piece(memory, null, before, _ahead);
    }

    private async ValueTask<Piece> GatherAsync()
    {
        SendCursor before = _ahead;
        byte[] buffer = _buffers.Rent();
        int filled = 0;
        SendResult? failure = null;
        try
        {
            while (filled < buffer.Length && !_ahead.AtEnd && !(filled > 0 && (_ahead.AtPacketEnd || GoesApart(buffer.Length - filled))))
            {
                Memory<byte> room = buffer.AsMemory(filled, (int)Math.Min(buffer.Length - filled, _ahead.Remaining));
                int taken;
                if (_ahead.Current.IsMemory)
                {
                    _ahead.Memory[..room.Length].CopyTo(room);
                    taken = room.Length;
                }
                else if (_files.OpensLate && !IsReady(isFirst: filled == 0))
                {
                    // Closed after its check, because the send has too many to hold all open: what is gathered goes out first.
                    if (filled > 0)
                        break;
                    await _disk.RunAsync(_openStep, DiskOperation.Open, _files[_ahead.Current.File].FileSystem).ConfigureAwait(false);
                    if (_files.ReopenFailure is null)
                        continue;
                    failure = FileFailed(_files.ReopenFailure);
                    break;
                }
                else if (_reader.TryRead(ref CurrentFile, room.Span, _ahead.FileOffset) is { } resident)
                {
                    taken = resident;
                }
                else if (filled > 0 && _reader.CanTry)
                {
                    // The disk may take its time: what came before does not wait for it.
                    break;
                }
                else
                {
                    _room = room;
                    await _disk.RunAsync(_readStep, DiskOperation.Read, CurrentFile.FileSystem).ConfigureAwait(false);
                    taken = _read;
                }

                if (SendMetrics.HearsCopies && !_ahead.Current.IsMemory)
                    SendMetrics.CountCopied(taken, CopyReason.Stream);
                filled += taken;
                _ahead.Advance(taken);
                if (taken > 0)
                    continue;

                // The end of the file: what is gathered goes out first, then it is asked again with nothing before it.
                if (filled == 0 && _ahead.Current.IsOpenEnded)
                    _ahead.EndSegment();
                else if (filled == 0)
                    failure = FileFailed(FileErrors.Shrank(CurrentFile.Name, _ahead.FileOffset));
                break;
            }
        }
        catch (IOException cause)
        {
            if (filled == 0)
                failure = FileFailed(cause);
        }
        catch
        {
            _buffers.Return(buffer);
            throw;
        }

        if (filled > 0)
            return new Piece(buffer.AsMemory(0, filled), buffer, before, _ahead);
        _buffers.Return(buffer);
        return new Piece(default, null, before, _ahead, failure);
    }

    private ref OpenFile CurrentFile => ref _files[_ahead.Current.File];

    /// <summary>Whether what comes next is better not begun in the room that is left of a buffer.</summary>
    private bool GoesApart(int room) => _ahead.Current.IsMemory
        ? _ahead.Remaining >= LargeMemory
        : room < SmallestFilePiece && _ahead.Remaining > room;

    private bool IsReady(bool isFirst)
    {
        if (isFirst)
            _files.ClosePassed(_ahead.Current.File);
        return _files.MakeReady(_ahead.Current.File) == FileReadiness.Ready;
    }

    private void OpenWhereItMayWait()
    {
        _files.MayWait = true;
        _files.MakeReady(_ahead.Current.File);
        _files.MayWait = false;
    }

    private void ReadWhereItMayWait() => _read = _reader.Read(ref CurrentFile, _room.Span, _ahead.FileOffset, _ahead.Remaining);

    private SendResult FileFailed(IOException cause) =>
        new(_ahead.Position, FailureKind.File, SocketError.SocketError, _ahead.Element, null, cause);
}
