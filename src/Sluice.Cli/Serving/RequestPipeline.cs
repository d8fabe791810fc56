using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sluice.Cli.Serving;

/// <summary>What becomes of a request, step by step.</summary>
internal sealed class RequestPipeline(ServerSettings settings, ServedFolder files, PrometheusMetrics? metrics, AccessLog? log)
{
    private readonly Precompressed _precompressed = new(files);
    private volatile bool _isDraining;

    /// <summary>From now on it says that it is going away: to those who ask for its health, and to every connection.</summary>
    public void Drain() => _isDraining = true;

    public void Map(WebApplication app)
    {
        if (log is not null)
            app.Use(next => context => log.RunAsync(context, next));
        app.Use(next => context => TryAnswerAsync(context) ?? next(context));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, DefaultFileNames = ["index.html"] });
        app.Use(next => context =>
        {
            _precompressed.Choose(context);
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ServeUnknownFileTypes = true,
            DefaultContentType = FileServer.UnknownType,
            OnPrepareResponse = prepared => _precompressed.Describe(prepared.Context),
        });
        if (settings.Browse)
            app.UseDirectoryBrowser(new DirectoryBrowserOptions { FileProvider = files, Formatter = new ListingPage() });
        app.Run(context => AnswerAsync(context, StatusCodes.Status404NotFound, "Not found.\n"));
    }

    /// <summary>Answers what needs no file. Null for the rest.</summary>
    private Task? TryAnswerAsync(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (_isDraining)
            context.Response.Headers.Connection = "close";
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "Only GET and HEAD are served.\n");
        }

        return context.Request.Path.Value switch
        {
            // A file system's names end at a zero byte: no file has one in it.
            { } path when path.Contains('\0') => AnswerAsync(context, StatusCodes.Status400BadRequest, "Bad request.\n"),
            ServerPaths.Health => _isDraining
                ? AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "draining\n")
                : AnswerAsync(context, StatusCodes.Status200OK, "ok\n"),
            ServerPaths.Metrics when metrics is not null => AnswerAsync(context, StatusCodes.Status200OK, metrics.Write()),
            _ => null,
        };
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        return context.Response.WriteAsync(text);
    }
}
