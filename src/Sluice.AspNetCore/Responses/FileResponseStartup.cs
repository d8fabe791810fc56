using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sluice.AspNetCore.Diagnostics;
using Sluice.AspNetCore.Files;
using Sluice.AspNetCore.Transport;

namespace Sluice.AspNetCore.Responses;

/// <summary>
/// Puts <see cref="FileResponseBody"/> under every HTTP/1 response, before anything else of the pipeline: what wraps the body later, such as response
/// compression, wraps ours.
/// </summary>
internal sealed partial class FileResponseStartup(IOptions<SluiceOptions> options, OpenFileCache files, FileMetrics metrics, ILogger<FileResponseStartup> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (app.ApplicationServices.GetServices<IConnectionListenerFactory>().LastOrDefault() is not SendFileListenerFactory)
            LogReplaced(logger);
        app.Use(following => context =>
        {
            Attach(context);
            return following(context);
        });
        next(app);
    };

    private void Attach(HttpContext context)
    {
        // The feature is the connection's, which a request of HTTP/2 shares with others.
        if (context.Features.Get<ConnectionOutput>() is not { } output || !IsHttp1(context.Request.Protocol))
            return;
        FileResponseBody body = (FileResponseBody)(output.Reused ??= new FileResponseBody(output, files, options.Value, metrics));
        body.Attach(context);
    }

    private static bool IsHttp1(string protocol) => HttpProtocol.IsHttp11(protocol) || HttpProtocol.IsHttp10(protocol);

    [LoggerMessage(1, LogLevel.Warning, "Another transport was registered after UseSluice: its connections send files by copying. Call UseSluice last.")]
    private static partial void LogReplaced(ILogger logger);
}
