using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sluice.AspNetCore.Diagnostics;
using Sluice.AspNetCore.Files;
using Sluice.AspNetCore.Probing;
using Sluice.AspNetCore.Responses;
using Sluice.AspNetCore.Transport;

namespace Sluice.AspNetCore;

/// <summary>Turns Sluice on for Kestrel.</summary>
/// <example><code>builder.WebHost.UseSluice();</code></example>
public static class SluiceWebHostBuilderExtensions
{
    /// <summary>
    /// Has Kestrel send files by sendfile(2) over HTTP/1 without TLS: static files, mapped static assets, file results and
    /// <c>Response.SendFileAsync</c>. Everything else is as it was.
    /// </summary>
    /// <param name="builder">The host, whose server is Kestrel on its socket transport. Call it after <c>UseSockets</c>, if that is called.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// This rests on how Kestrel behaves, not on a contract of it. So before the first endpoint is bound, a test within the process looks whether it does; if not,
    /// one warning is logged and Kestrel sends files as ever. On other systems than Linux it does nothing. docs/aspnetcore.md tells which answers go which way.
    /// </remarks>
    /// <exception cref="ArgumentNullException">The builder is null.</exception>
    /// <example>
    /// <code>
    /// using Sluice.AspNetCore;
    ///
    /// var builder = WebApplication.CreateBuilder(args);
    /// builder.WebHost.UseSluice();
    /// var app = builder.Build();
    /// app.UseStaticFiles();
    /// app.Run();
    /// </code>
    /// </example>
    public static IWebHostBuilder UseSluice(this IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return OperatingSystem.IsLinux() ? builder.ConfigureServices(AddSluice) : builder;
    }

    /// <summary>Turns Sluice on, as <see cref="UseSluice(IWebHostBuilder)"/> does, and sets its options.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException">The builder or the action is null.</exception>
    /// <example><code>builder.WebHost.UseSluice(options => options.WayHeader = "X-File-Way");</code></example>
    public static IWebHostBuilder UseSluice(this IWebHostBuilder builder, Action<SluiceOptions> configure) => builder.UseSluice().ConfigureSluice(configure);

    /// <summary>Sets the options of <see cref="UseSluice(IWebHostBuilder)"/>. May be called several times, before or after it.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException">The builder or the action is null.</exception>
    /// <example><code>builder.WebHost.ConfigureSluice(options => options.Transmitter = myTransmitter);</code></example>
    public static IWebHostBuilder ConfigureSluice(this IWebHostBuilder builder, Action<SluiceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.ConfigureServices(services => services.Configure(configure));
    }

    private static void AddSluice(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(FileMetrics)))
            return;
        services.AddMetrics();
        services.AddSingleton<FileMetrics>();
        services.AddSingleton(provider => new OpenFileCache(provider.GetRequiredService<IOptions<SluiceOptions>>().Value.OpenFileCapacity));
        services.AddSingleton<IStartupFilter, FileResponseStartup>();
        services.TryAddSingleton<SocketTransportFactory>();
        foreach (ServiceDescriptor stock in services.Where(IsStockTransport).ToArray())
            services.Remove(stock);
        services.TryAddSingleton<Mechanism>();
        services.AddSingleton<IConnectionListenerFactory>(provider => new SendFileListenerFactory(
            provider.GetRequiredService<SocketTransportFactory>(),
            provider.GetRequiredService<IOptions<SocketTransportOptions>>(),
            provider.GetRequiredService<IOptions<SluiceOptions>>().Value.Transmitter,
            provider.GetRequiredService<Mechanism>().IsUsableAsync));
    }

    private static bool IsStockTransport(ServiceDescriptor service) =>
        service.ServiceType == typeof(IConnectionListenerFactory) && service.ImplementationType == typeof(SocketTransportFactory);
}
