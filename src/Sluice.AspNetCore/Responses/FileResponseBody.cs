using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Win32.SafeHandles;
using Sluice.AspNetCore.Diagnostics;
using Sluice.AspNetCore.Transport;

namespace Sluice.AspNetCore.Responses;

/// <summary>
/// The body of Kestrel's HTTP/1 responses, with a <see cref="SendFileAsync"/> that puts files into the connection's output as they are. Whatever
/// stands against that goes to Kestrel's own, so that its answers and its errors are the stock ones. One for each connection, which has one request at a time.
/// </summary>
internal sealed class FileResponseBody(ConnectionOutput output, SluiceOptions options, FileMetrics metrics) : IHttpResponseBodyFeature
{
    // What one write stands for. Kestrel's slow-client timeout counts whole writes, so it is kept within a few of the socket's buffers.
    private const int PieceBytes = 256 * 1024;

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
        if (!cancellationToken.IsCancellationRequested && MayBypass() && FileToSend.TryOpen(path, offset, count) is { } file)
        {
            if (FitsContentLength(file.Count))
                return SendAsync(file, path, cancellationToken);
            file.Handle.Dispose();
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

    private Task CopyAsync(string path, long offset, long? count, CancellationToken cancellationToken)
    {
        metrics.CountCopy();
        Tell(FileWay.Copy);
        return _stock.SendFileAsync(path, offset, count, cancellationToken);
    }

    private async Task SendAsync(FileToSend file, string path, CancellationToken cancellationToken)
    {
        using SafeFileHandle handle = file.Handle;
        Tell(FileWay.SendFile);
        await _stock.StartAsync(cancellationToken);

        long sent = 0;
        while (sent < file.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int piece = (int)Math.Min(file.Count - sent, PieceBytes);
            ArmedFile range = new(handle, file.Offset + sent, piece);
            if (PieceWriter.TryWrite(output, _stock.Writer, range, cancellationToken) is not { } write)
            {
                // Chunks after all, a write of the application's that is still under way, or more than the Content-Length.
                metrics.CountCopy();
                await _stock.SendFileAsync(path, file.Offset + sent, file.Count - sent, cancellationToken);
                return;
            }

            FlushResult result = await write;
            if (result.IsCompleted)
            {
                OnConnectionLost(cancellationToken);
                return;
            }

            sent += piece;
        }

        metrics.CountSendFile();
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
