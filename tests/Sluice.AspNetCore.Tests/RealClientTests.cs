using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sluice.TestSupport.Mounts;

namespace Sluice.AspNetCore.Tests;

/// <summary>What clients that others wrote make of the answers.</summary>
public sealed class RealClientTests : IAsyncLifetime
{
    private const int Assets = 200;

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _received = new();
    private WebServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _folder.Write("small", 4096);
        _folder.Write("large", 20_000_000);
        _server = await WebServer.StartAsync(Flavour.Sluice, _folder.Path, options =>
        {
            options.Listen(IPAddress.Loopback, 0);
            options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
        _received.Dispose();
    }

    [Fact]
    public async Task Curl_GetsFiles_Parts_AndSeveralOverOneConnection()
    {
        await Packages.RequireAsync("curl");

        (int exitCode, string output) = await Client.RunAsync(
            "curl", "-sS", "--fail", "-w", "%{http_code} %{num_connects} %{size_download}\n", "-o", _received.In("large"), Url("large"),
            "-o", _received.In("small"), Url("small"));

        Assert.Equal((0, "200 1 20000000\n200 0 4096\n"), (exitCode, output));
        await AssertReceivedAsync("large");
        await AssertReceivedAsync("small");

        // A download that broke off, taken up again.
        await File.WriteAllBytesAsync(_received.In("large"), (await File.ReadAllBytesAsync(_folder.In("large")))[..7_654_321]);
        (exitCode, output) = await Client.RunAsync("curl", "-sS", "-C", "-", "-w", "%{http_code}", "-o", _received.In("large"), Url("large"));
        Assert.Equal((0, "206"), (exitCode, output));
        await AssertReceivedAsync("large");
        Assert.Equal(3, _server.Ways.SendFile);
    }

    [Fact]
    public async Task Wget_GetsFiles_AndNotWhatItHas()
    {
        await Packages.RequireAsync("wget");

        (int exitCode, _) = await Client.RunAsync("wget", "-q", "-P", _received.Path, "-N", Url("large"), Url("small"));
        (int again, string said) = await Client.RunAsync("wget", "-nv", "-P", _received.Path, "-N", Url("large"));

        Assert.Equal((0, 0), (exitCode, again));
        await AssertReceivedAsync("large");
        await AssertReceivedAsync("small");
        Assert.DoesNotContain("saved", said);
    }

    [Fact]
    public async Task ApacheBench_FindsNoFailure()
    {
        await Packages.RequireAsync("apache2-utils");

        (int exitCode, string output) = await Client.RunAsync("ab", "-q", "-k", "-n", "2000", "-c", "16", Url("small"));

        Assert.Equal(0, exitCode);
        Assert.Matches(@"Complete requests:\s+2000\n", output);
        Assert.Matches(@"Failed requests:\s+0\n", output);
        Assert.Matches(@"Keep-Alive requests:\s+2000\n", output);
    }

    [Theory]
    [InlineData(0, "--h1")]
    [InlineData(1, "--no-tls-proto=h2c")]
    public async Task H2load_FindsNoFailure(int endpoint, string protocol)
    {
        await Packages.RequireAsync("nghttp2-client");

        (int exitCode, string output) = await Client.RunAsync("h2load", "-n", "1000", "-c", "10", "-m", "5", protocol, Url("small", endpoint));

        Assert.Equal(0, exitCode);
        Assert.Contains("1000 succeeded, 0 failed, 0 errored", output);
        Assert.Equal(endpoint == 0 ? 1000 : 0, _server.Ways.SendFile);
    }

    [Fact]
    public async Task Nghttp_GetsTheFile()
    {
        await Packages.RequireAsync("nghttp2-client");

        (int exitCode, string output) = await Client.RunAsync("nghttp", "-sn", Url("large", endpoint: 1));

        Assert.Equal(0, exitCode);
        Assert.Contains(" 200  19M ", output);
    }

    [Fact]
    public async Task Chromium_LoadsAPageOfTwoHundredAssets()
    {
        await Packages.RequireAsync("chromium-headless-shell");
        for (int i = 0; i < Assets; i++)
            _folder.Write($"a{i}.js", System.Text.Encoding.ASCII.GetBytes($"window.loaded = (window.loaded || 0) + 1; window.sum = (window.sum || 0) + {i};\n//" + new string('x', i * 400)));
        string scripts = string.Concat(Enumerable.Range(0, Assets).Select(i => $"<script src=\"a{i}.js\"></script>\n"));
        _folder.Write("page.html", System.Text.Encoding.ASCII.GetBytes(
            $"<!DOCTYPE html><title>loading</title>\n{scripts}<script>document.title = 'loaded ' + loaded + ' sum ' + sum;</script>\n"));

        (int exitCode, string output) = await Client.RunAsync(
            "chromium-headless-shell", "--no-sandbox", "--disable-gpu", $"--user-data-dir={_received.Path}", "--dump-dom", Url("page.html"));

        Assert.Equal(0, exitCode);
        Assert.Contains($"<title>loaded {Assets} sum {Assets * (Assets - 1) / 2}</title>", output);
        Assert.InRange(_server.Ways.SendFile, Assets + 1, long.MaxValue);
        Assert.Equal(0, _server.Ways.Copy);
    }

    private string Url(string name, int endpoint = 0) => $"http://127.0.0.1:{_server.Ports[endpoint]}/{name}";

    private async Task AssertReceivedAsync(string name) =>
        Assert.Equal(await File.ReadAllBytesAsync(_folder.In(name)), await File.ReadAllBytesAsync(_received.In(name)));
}
