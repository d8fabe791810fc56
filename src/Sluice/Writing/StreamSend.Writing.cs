using Sluice.Diagnostics;
using Sluice.Operations;

namespace Sluice.Writing;

/// <content>The writing.</content>
internal sealed partial class StreamSend
{
    // As much as a turn of a socket: a stream that takes everything at once does not keep the thread of a caller, or of the pool, for longer.
    private const long BytesWithoutPause = 2 * 1024 * 1024;

    // Bounds the same for a tiny send size.
    private const int WritesWithoutPause = 256;

    private long _bytesSincePause;
    private int _writesSincePause;

    private async ValueTask<SendResult> WriteAllAsync(CancellationTokenSource? linked, CancellationToken stopping)
    {
        if (_unplanned.Any && await PlanOnDiskThreadAsync().ConfigureAwait(false) is { Succeeded: false } fault)
            return fault;
        if (_result is { } early)
            return early;

        PieceReader reader = new(_plan, _files, _sends.Reader, _sends.Buffers, _disk);
        Piece piece = await reader.NextAsync().ConfigureAwait(false);
        while (piece.Failure is null && !piece.After.AtEnd)
        {
            // The next one is read while this one is written, and is in use until that is done.
            ValueTask<Piece> next = reader.NextAsync();
            SendResult written = await WriteAsync(piece, linked, stopping).ConfigureAwait(false);
            reader.Return(piece);
            piece = await next.ConfigureAwait(false);
            if (written.Succeeded)
                continue;
            reader.Return(piece);
            return written;
        }

        SendResult last = piece.Failure ?? await WriteAsync(piece, linked, stopping).ConfigureAwait(false);
        reader.Return(piece);
        return last;
    }

    /// <summary>Writes a piece, and pushes it where it ends a packet or the send.</summary>
    private async ValueTask<SendResult> WriteAsync(Piece piece, CancellationTokenSource? linked, CancellationToken stopping)
    {
        _cursor = piece.Before;
        try
        {
            ReadOnlyMemory<byte> left = piece.Memory;
            while (!left.IsEmpty)
            {
                // Before anything of a send that is to end: some streams look at the token only where they wait.
                stopping.ThrowIfCancellationRequested();
                await WaitForGrantAsync(stopping).ConfigureAwait(false);
                int bytes = Limit(left.Length);
                BeginStallWatch(linked);
                await PauseIfDueAsync(_stream.WriteAsync(left[..bytes], stopping), bytes).ConfigureAwait(false);
                EndStallWatch(linked);
                _cursor.Advance(bytes);
                _record.Moved(_cursor.Position, SendMetrics.OverStream);
                _governor?.Account(bytes, _cursor.Position, _cursor.Element);
                left = left[bytes..];
            }

            _cursor = piece.After;
            if (_cursor.AtPacketEnd || _cursor.AtEnd)
            {
                BeginStallWatch(linked);
                await _stream.FlushAsync(stopping).ConfigureAwait(false);
                EndStallWatch(linked);
            }

            return WriteResults.Done(_cursor);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return _cancellation.IsCancellationRequested || _sends.Stopping.IsCancellationRequested
                ? Stopped()
                : WriteResults.Stalled(_cursor, _settings.Options!.StallTimeout);
        }
        catch (Exception fault)
        {
            return WriteResults.StreamFailed(_cursor, fault);
        }
    }

    private bool IsStallWatched => _settings.Options is { } options && options.StallBound != Timeout.InfiniteTimeSpan;

    private void BeginStallWatch(CancellationTokenSource? linked)
    {
        if (IsStallWatched)
            linked!.CancelAfter(_settings.Options!.StallBound);
    }

    private void EndStallWatch(CancellationTokenSource? linked)
    {
        if (IsStallWatched)
            linked!.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private int Limit(int bytes)
    {
        long limit = _governor?.Grant ?? long.MaxValue;
        if (_settings.SendSize > 0)
            limit = Math.Min(limit, _settings.SendSize);
        if (_governor is not null)
            limit = Math.Min(limit, PieceReader.GovernedPiece);
        return (int)Math.Min(limit, bytes);
    }

    private async ValueTask WaitForGrantAsync(CancellationToken stopping)
    {
        _governor?.Begin();
        while (_governor is not null && !_governor.TryGrant(_cursor.Position, out long resumeTime))
        {
            _record.Wait("time");
            TimeSpan pause = TimeSpan.FromMilliseconds(_sends.Operations.Clock.MillisecondsUntil(resumeTime));
            await Task.Delay(pause, _sends.Time, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Awaits a write, and leaves the thread after so many that had nothing to wait for.</summary>
    private async ValueTask PauseIfDueAsync(ValueTask write, int bytes)
    {
        bool hadToWait = !write.IsCompletedSuccessfully;
        if (hadToWait)
            _record.Wait("stream");
        await write.ConfigureAwait(false);

        // What had to be waited for may have been over when it was awaited, so the thread may still be that of the call.
        if (_callReturn.IsAhead)
        {
            if (_callReturn.IsDueAfter(bytes))
                await _callReturn;
            return;
        }

        if (!hadToWait)
        {
            _bytesSincePause += bytes;
            if (_bytesSincePause < BytesWithoutPause && ++_writesSincePause < WritesWithoutPause)
                return;
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        _bytesSincePause = 0;
        _writesSincePause = 0;
    }
}
