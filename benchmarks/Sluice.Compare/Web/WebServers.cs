namespace Sluice.Compare.Web;

/// <summary>The servers that are compared.</summary>
internal static class WebServers
{
    public const string Stock = "kestrel";
    public const string Sluice = "sluice";
    public const string Nginx = "nginx";

    /// <summary>Kestrel with the same bytes in memory, by the shortest way there is: what HTTP alone costs in it, without any file.</summary>
    public const string Memory = "kestrel-memory";

    // The pool's threads do not spin before they sleep, as docs/aspnetcore.md advises.
    private const string TunedSuffix = "-tuned";

    public const string TunedSluice = Sluice + TunedSuffix;

    public static IReadOnlyList<string> All { get; } = [Stock, Stock + TunedSuffix, Sluice, TunedSluice, Nginx, Memory + TunedSuffix];

    public static bool IsTuned(string name) => name.EndsWith(TunedSuffix, StringComparison.Ordinal);

    /// <summary>What a server is but for its tuning.</summary>
    public static string Untuned(string name) => IsTuned(name) ? name[..^TunedSuffix.Length] : name;

    public static async Task<IWebServer> StartAsync(string name, string folder, CancellationToken cancellationToken) => name == Nginx
        ? await NginxServer.StartAsync(folder, cancellationToken).ConfigureAwait(false)
        : await KestrelServer.StartAsync(name, folder, cancellationToken).ConfigureAwait(false);
}
