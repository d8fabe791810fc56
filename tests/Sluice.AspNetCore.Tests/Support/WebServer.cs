using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Sluice.AspNetCore.Tests.Support;

/// <summary>A web application on Kestrel, stock or with Sluice, over a folder of files; its endpoints are those of <see cref="TestApplication"/>.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebServer(WebApplication app, Flavour flavour, WayCounter ways, LogRecorder log)
    {
        _app = app;
        Flavour = flavour;
        Ways = ways;
        Log = log;
        Ports = [.. app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .Where(address => !address.Contains("unix", StringComparison.Ordinal)).Select(address => BindingAddress.Parse(address).Port)];
    }

    public Flavour Flavour { get; }

    /// <summary>What the counter of files says.</summary>
    public WayCounter Ways { get; }

    public LogRecorder Log { get; }

    /// <summary>The ports, in the order of the endpoints.</summary>
    public IReadOnlyList<int> Ports { get; }

    public IHostApplicationLifetime Lifetime => _app.Lifetime;

    public static Task<WebServer> StartAsync(
        Flavour flavour, string folder, Action<KestrelServerOptions>? configure = null, Action<IServiceCollection>? services = null) =>
        StartAsync(flavour, folder, configure ?? (options => options.Listen(IPAddress.Loopback, 0)), services, TestApplication.Map);

    public static async Task<WebServer> StartAsync(
        Flavour flavour, string folder, Action<KestrelServerOptions> configure, Action<IServiceCollection>? services, Action<WebApplication> map)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder, WebRootPath = folder });
        LogRecorder log = new();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.ConfigureKestrel(configure);
        services?.Invoke(builder.Services);
        if (flavour == Flavour.Sluice)
            builder.WebHost.UseSluice();
        TestApplication.AddServices(builder.Services);
        WebApplication app = builder.Build();
        WayCounter ways = new(app.Services);
        map(app);
        await app.StartAsync().Within("the start of the server");
        return new WebServer(app, flavour, ways, log);
    }

    public async Task<Socket> ConnectAsync(int endpoint = 0)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Ports[endpoint]);
        return socket;
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().AsTask().Within("the end of the server");
        Ways.Dispose();
    }
}
