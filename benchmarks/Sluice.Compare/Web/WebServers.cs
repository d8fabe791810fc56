namespace Sluice.Compare.Web;

/// <summary>The servers that are compared.</summary>
internal static class WebServers
{
    public const string Stock = "kestrel";
    public const string Sluice = "sluice";
    public const string Nginx = "nginx";

    public static IReadOnlyList<string> All { get; } = [Stock, Sluice, Nginx];

    public static async Task<IWebServer> StartAsync(string name, string folder, CancellationToken cancellationToken) => name == Nginx
        ? await NginxServer.StartAsync(folder, cancellationToken).ConfigureAwait(false)
        : await KestrelServer.StartAsync(name, folder, cancellationToken).ConfigureAwait(false);
}
