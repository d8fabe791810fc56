namespace Sluice.AspNetCore.Tests.Support;

/// <summary>Both servers over one folder, asked the same things.</summary>
public sealed class Pair : IAsyncLifetime
{
    // As a publish writes it.
    private const string StaticAssets = """
        {
          "Version": 1, "ManifestType": "Publish",
          "Endpoints": [{
            "Route": "mapped/medium", "AssetFile": "medium", "Selectors": [], "EndpointProperties": [],
            "ResponseHeaders": [
              { "Name": "Content-Length", "Value": "65536" }, { "Name": "Content-Type", "Value": "application/x-test" },
              { "Name": "ETag", "Value": "\"abc\"" }, { "Name": "Last-Modified", "Value": "Fri, 02 Jan 2026 03:04:05 GMT" }
            ]
          }]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public WebServer Stock { get; private set; } = null!;

    public WebServer Sluice { get; private set; } = null!;

    public string Folder => _folder.Path;

    public async ValueTask InitializeAsync()
    {
        DateTime modified = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        (string Name, int Size)[] files = [("empty", 0), ("one", 1), ("small", 4096), ("page.txt", 20_000), ("medium", 65_536), ("odd", 262_145), ("large", 3_000_000)];
        foreach ((string name, int size) in files)
            File.SetLastWriteTimeUtc(_folder.Write(name, size, seed: size + 1), modified);
        await File.WriteAllTextAsync(Path.Combine(Folder, "assets.json"), StaticAssets);
        Stock = await WebServer.StartAsync(Flavour.Stock, Folder);
        Sluice = await WebServer.StartAsync(Flavour.Sluice, Folder);
    }

    /// <summary>Sends a request to both, and wants the same bytes and the same end. Returns the answer of Sluice, and how many files it sent by sendfile.</summary>
    public async Task<(Answer Answer, long SendFiles)> AssertSameAsync(string request)
    {
        Answer stock = await Stock.ExchangeAsync(request);
        long before = Sluice.Ways.SendFile;
        Answer sluice = await Sluice.ExchangeAsync(request);
        AssertSame(stock, sluice);
        return (sluice, Sluice.Ways.SendFile - before);
    }

    public static void AssertSame(Answer stock, Answer sluice)
    {
        if (stock.Comparable == sluice.Comparable)
            return;
        int at = stock.Comparable.Zip(sluice.Comparable).TakeWhile(both => both.First == both.Second).Count();
        Assert.Fail($"""
            Different from character {at} on ({stock.Comparable.Length} and {sluice.Comparable.Length}).
            Stock: {Around(stock.Comparable, at)}
            Sluice: {Around(sluice.Comparable, at)}
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await Stock.DisposeAsync();
        await Sluice.DisposeAsync();
        _folder.Dispose();
    }

    private static string Around(string text, int at) => text[..Math.Min(text.Length, 12)] + "..." + text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 200)];
}
