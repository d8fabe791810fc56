using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.AspNetCore;
using Sluice.Cli.Commands;

namespace Sluice.Cli.Serving;

/// <summary>The server from its start to its end.</summary>
internal static class FileServer
{
    public const string UnknownType = "application/octet-stream";

    /// <summary>Serves until it is told to stop; then drains, lets what is under way end, and returns.</summary>
    public static async Task RunAsync(ServerSettings settings, TextWriter output, TextWriter error, CancellationToken stop)
    {
        using ServedFolder files = new(settings);
        await using WebApplication app = await BuildAsync(settings, error, stop);
        using PrometheusMetrics? metrics = settings.Metrics ? new PrometheusMetrics(app.Services.GetRequiredService<IMeterFactory>()) : null;
        RequestPipeline pipeline = new(settings, files, metrics, settings.LogAccess ? new AccessLog(output) : null);
        pipeline.Map(app);
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException cause)
        {
            // Kestrel's word for an address in use.
            throw new CommandException(ExitCode.Network, cause.Message, cause);
        }

        foreach (string address in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)
            await output.WriteLineAsync($"listening on {address}");
        await output.FlushAsync(CancellationToken.None);

        await WaitForAsync(stop);
        pipeline.Drain();
        await Task.Delay(settings.Drain, CancellationToken.None);
        using CancellationTokenSource grace = new(settings.Grace);
        await app.StopAsync(grace.Token);
    }

    private static async Task<WebApplication> BuildAsync(ServerSettings settings, TextWriter error, CancellationToken stop)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = settings.Folder });
        List<EndPoint> addresses = [];
        foreach (Endpoints.Endpoint endpoint in settings.Endpoints)
            addresses.Add(await endpoint.ResolveForListeningAsync(stop));
        builder.Logging.AddProvider(new WarningLines(error));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Grace);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseSluice().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            foreach (EndPoint address in addresses)
                options.Listen(address, listen => Configure(listen, settings));
        });
        return builder.Build();
    }

    private static void Configure(ListenOptions listen, ServerSettings settings)
    {
        if (settings.Certificate is { } certificate)
            listen.UseHttps(certificate);
        else
            listen.Protocols = HttpProtocols.Http1;
    }

    private static async Task WaitForAsync(CancellationToken stop)
    {
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = stop.UnsafeRegister(static told => ((TaskCompletionSource)told!).SetResult(), told);
        await told.Task;
    }
}
