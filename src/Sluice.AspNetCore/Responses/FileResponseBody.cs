using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.AspNetCore.Diagnostics;
using Sluice.AspNetCore.Files;
using Sluice.AspNetCore.Transport;

namespace Sluice.AspNetCore.Responses;

/// <summary>
/// The body of Kestrel's HTTP/1 responses, with a <see cref="SendFileAsync"/> that puts files into the connection's output as they are. Whatever
/// stands against that goes to Kestrel's own, so that its answers and its errors are the stock ones. One for each connection, which has one request at a time.
/// </summary>
internal sealed class FileResponseBody(ConnectionOutput output, OpenFileCache files, SluiceOptions options, FileMetrics metrics) : IHttpResponseBodyFeature
{
    // What a write stands for that the socket has not taken, which is what Kestrel's slow-client timeout counts at once: as much as the stock transport buffers, so that
    // a client that stalls is cut when stock would cut it.
    private const int PieceBytes = 64 * 1024;

    // Bytes of each write of Kestrel's own SendFileAsync.
    private const int StockWrite = 16 * 1024;

    private HttpContext _context = null!;
    private IHttpResponseBodyFeature _stock = null!;

    public Stream Stream => _stock.Stream;

    public PipeWriter Writer => _stock.Writer;

    /// <summary>Makes it the body of a request's response.</summary>
    public void Attach(HttpContext context)
    {
        _context = context;
        if (context.Features.Get<IHttpResponseBodyFeature>() is not { } stock || ReferenceEquals(stock, this))
            return;
        _stock = stock;
        context.Features.Set<IHttpResponseBodyFeature>(this);
    }

    public void DisableBuffering() => _stock.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => _stock.StartAsync(cancellationToken);

    public Task CompleteAsync() => _stock.CompleteAsync();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.IsCancellationRequested && MayBypass() && FileRange.TryOpen(files, path, offset, count) is { } range)
        {
            if (FitsContentLength(range.Count))
                return SendAsync(range, HasNoBody(), cancellationToken);
            range.File.Release();
        }

        return CopyAsync(path, offset, count, cancellationToken);
    }

    /// <summary>Whether the body of this response goes onto the connection as it is: bytes of a file, then, stand for themselves.</summary>
    private bool MayBypass()
    {
        HttpResponse response = _context.Response;
        return output.IsDirect
            && !HttpMethods.IsHead(_context.Request.Method)
            && !HttpMethods.IsConnect(_context.Request.Method)
            && response.StatusCode is >= 200 and not (204 or 205 or 304)
            && (response.ContentLength is not null || HttpProtocol.IsHttp10(_context.Request.Protocol))
            && response.Headers.TransferEncoding.Count == 0;
    }

    /// <summary>Too many bytes are an error that stock reports with 500 as long as it can: it is to be the one to find it.</summary>
    private bool FitsContentLength(long count) => _context.Response.ContentLength is not { } length || count <= length;

    /// <summary>Whether nothing of the body has been written yet: then all of a file that fits the Content-Length is going to be taken.</summary>
    private bool HasNoBody() => !_context.Response.HasStarted && _stock.Writer is { CanGetUnflushedBytes: true, UnflushedBytes: 0 };

    private Task CopyAsync(string path, long offset, long? count, CancellationToken cancellationToken)
    {
        metrics.CountCopy();
        Tell(FileWay.Copy);
        return _stock.SendFileAsync(path, offset, count, cancellationToken);
    }

    private async Task SendAsync(FileRange range, bool isWholeBody, CancellationToken cancellationToken)
    {
        try
        {
            Tell(FileWay.SendFile);
            await _stock.StartAsync(cancellationToken);

            // What runs as the response starts may have changed its length.
            long sent = await SendPiecesAsync(range, isWholeBody && FitsContentLength(range.Count), cancellationToken);
            if (sent == range.Count)
            {
                metrics.CountSendFile();
                return;
            }

            if (output.Writer.Ahead > 0)
                return;

            // Chunks after all, or more than the Content-Length. From the same open file: the path may lead to another one by now.
            metrics.CountCopy();
            await CopyRestAsync(range, sent, cancellationToken);
        }
        finally
        {
            // More is under way than Kestrel knows of: nothing else can follow it.
            if (output.Writer.Ahead > 0)
                output.Abort("The writing of a file ended before the file did.");
            range.File.Release();
        }
    }

    /// <summary>
    /// Sends as much as Kestrel takes as it is. What a connection that is gone does not take counts as sent: nobody needs it any more. Where nothing can come between, the
    /// whole range goes out at once, and Kestrel is told of it piece by piece, as the socket takes it: it measures the client by that (docs/decisions/0021).
    /// </summary>
    private async ValueTask<long> SendPiecesAsync(FileRange range, bool aheadOfWrites, CancellationToken cancellationToken)
    {
        long sent = 0;
        while (sent < range.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long left = range.Count - sent;
            int piece = (int)Math.Min(left, Math.Clamp(output.Writer.TakenAhead, PieceBytes, VirtualRegion.Size));
            ArmedFile armed = new(range.File.Handle, range.Offset + sent, piece, aheadOfWrites ? left - piece : 0);
            FlushResult? result = await WriteAsync(armed, cancellationToken);
            if (result is null)
                return sent;
            if (result.Value.IsCompleted)
            {
                OnConnectionLost(cancellationToken);
                return range.Count;
            }

            sent += piece;
        }

        return sent;
    }

    /// <summary>As stock does it, write by write, so that as much of too long a body goes out.</summary>
    private async Task CopyRestAsync(FileRange range, long sent, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(StockWrite);
        try
        {
            while (sent < range.Count)
            {
                Memory<byte> piece = buffer.AsMemory(0, (int)Math.Min(StockWrite, range.Count - sent));
                int read = await RandomAccess.ReadAsync(range.File.Handle, piece, range.Offset + sent, cancellationToken);
                if (read == 0)
                    return;
                await _stock.Stream.WriteAsync(piece[..read], cancellationToken);
                sent += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes one range. Null where Kestrel does not take it as it is.</summary>
    private async ValueTask<FlushResult?> WriteAsync(ArmedFile range, CancellationToken cancellationToken)
    {
        if (PieceWriter.TryWrite(output, _stock.Writer, range, cancellationToken) is { } write)
            return await write;

        // Perhaps a write that the application did not wait for is still under way; or the connection is gone, which no copying would find out.
        FlushResult flushed = await _stock.Writer.FlushAsync(cancellationToken);
        if (flushed.IsCompleted)
            return flushed;
        return PieceWriter.TryWrite(output, _stock.Writer, range, cancellationToken) is { } second ? await second : null;
    }

    private void OnConnectionLost(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Of a client that went away nobody wants to hear; of a file that did, the operator does.
        if (output.Writer.Failure is SendPacketsException { InnerException: IOException } failure)
            throw new IOException(failure.Message, failure);
    }

    private void Tell(string way)
    {
        if (options.WayHeader is { } name && !_context.Response.HasStarted)
            _context.Response.Headers[name] = way;
    }
}
