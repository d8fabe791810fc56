using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary><c>sluice serve</c> over real sockets.</summary>
public sealed partial class ServeTests
{
    [Theory]
    [InlineData("/../secret.txt")]
    [InlineData("/../../../../../../etc/passwd")]
    [InlineData("/sub/../../secret.txt")]
    [InlineData("/..%2fsecret.txt")]
    [InlineData("/%2e%2e/secret.txt")]
    [InlineData("/%2e%2e%2fsecret.txt")]
    [InlineData("/%252e%252e/secret.txt")]
    [InlineData("/..%5csecret.txt")]
    [InlineData("/..%c0%afsecret.txt")]
    [InlineData("/%c0%ae%c0%ae/secret.txt")]
    [InlineData("/....//secret.txt")]
    [InlineData("/..;/secret.txt")]
    [InlineData("/.%00./secret.txt")]
    [InlineData("//secret.txt")]
    [InlineData("//../secret.txt")]
    [InlineData("http://h/../secret.txt")]
    [InlineData("http://h/%2e%2e/secret.txt")]
    [InlineData("\\..\\secret.txt")]
    [InlineData("/C:/secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("/proc/self/environ")]
    [InlineData("/out.txt")]
    [InlineData("/outdir/secret.txt")]
    [InlineData("/outdir/")]
    [InlineData("/.hidden")]
    [InlineData("/%2ehidden")]
    [InlineData("/.git/config")]
    [InlineData("/.git/")]
    [InlineData("/sub/../.git/config")]
    [InlineData("/fifo")]
    [InlineData("/a.txt/")]
    [InlineData("/a.txt%00.html")]
    [InlineData("/a.txt%00")]
    [InlineData("/a.txt%20")]
    [InlineData("/missing")]
    [InlineData("*")]
    public async Task HostileRequest_IsRefused_AndTheServerGoesOn(string target)
    {
        await using FileServerProcess server = await FileServerProcess.StartAsync("--browse");

        string answer = await server.GetAsync(target);

        Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", answer);
        Assert.DoesNotContain(FileServerProcess.Secret, answer);
        Assert.DoesNotContain("root:", answer);
        Assert.EndsWith("plain text", await server.GetAsync("/a.txt"));
    }

    [Theory]
    [InlineData("GET /" + "{long}" + " HTTP/1.1\r\nHost: h\r\n\r\n", 414)]
    [InlineData("GET /a.txt HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /a.txt HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", 400)]
    [InlineData("GET /a.txt HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("GET /a.txt HTTP/9.9\r\nHost: h\r\n\r\n", 505)]
    [InlineData("POST /a.txt HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 405)]
    [InlineData("DELETE /a.txt HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 405)]
    [InlineData("PUT /new.txt HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx", 405)]
    [InlineData("TRACE / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 405)]
    [InlineData("nonsense\r\n\r\n", 400)]
    public async Task MalformedOrUnservedRequest_GetsItsStatus(string request, int status)
    {
        await using FileServerProcess server = await FileServerProcess.StartAsync();

        string answer = await server.ExchangeAsync(request.Replace("{long}", new string('a', 100_000), StringComparison.Ordinal));

        // "Content-Length and Transfer-Encoding" is ambiguous, and Kestrel's to judge: it may take it as chunked, but then closes.
        Assert.True(answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal) || request.Contains("chunked", StringComparison.Ordinal), answer);
        Assert.False(File.Exists(Path.Combine(server.Served, "new.txt")));
    }

    [Fact]
    public async Task File_HasValidators_RangesAndItsType()
    {
        await using FileServerProcess server = await FileServerProcess.StartAsync();

        string whole = await server.GetAsync("/a.txt");
        string tag = EntityTag().Match(whole).Groups[1].Value;
        string date = LastModified().Match(whole).Groups[1].Value;

        Assert.Contains("Content-Type: text/plain\r\n", whole);
        Assert.Contains("X-Content-Type-Options: nosniff\r\n", whole);
        Assert.StartsWith("HTTP/1.1 304 ", await server.GetAsync("/a.txt", $"If-None-Match: {tag}\r\n"));
        Assert.StartsWith("HTTP/1.1 304 ", await server.GetAsync("/a.txt", $"If-Modified-Since: {date}\r\n"));
        string part = await server.GetAsync("/a.txt", "Range: bytes=6-\r\n");
        Assert.StartsWith("HTTP/1.1 206 ", part);
        Assert.EndsWith("\r\n\r\ntext", part);
        Assert.StartsWith("HTTP/1.1 416 ", await server.GetAsync("/a.txt", "Range: bytes=99-\r\n"));
        Assert.EndsWith("plain text", await server.GetAsync("/inside.txt"));
        Assert.EndsWith("<title>sub</title>", await server.GetAsync("/sub/"));
        Assert.StartsWith("HTTP/1.1 404 ", await server.GetAsync("/"));
    }

    [Theory]
    [InlineData("br, gzip", "br", "as if brotli")]
    [InlineData("gzip", "gzip", "as if gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip", "as if gzip")]
    [InlineData("identity", null, "plain();")]
    [InlineData("", null, "plain();")]
    public async Task CompressedFileBeside_IsSentToWhoUnderstandsIt(string accepts, string? coding, string body)
    {
        await using FileServerProcess server = await FileServerProcess.StartAsync();

        string answer = await server.GetAsync("/app.js", $"Accept-Encoding: {accepts}\r\n");

        Assert.EndsWith(body, answer);
        Assert.Contains("Content-Type: text/javascript\r\n", answer);
        Assert.Contains("Vary: Accept-Encoding\r\n", answer);
        Assert.Equal(coding is not null, answer.Contains($"Content-Encoding: {coding}\r\n", StringComparison.Ordinal) && coding is not null);
    }

    [Fact]
    public async Task CompressedFileThatIsOlder_IsNotSent()
    {
        await using FileServerProcess server = await FileServerProcess.StartAsync();
        File.SetLastWriteTimeUtc(Path.Combine(server.Served, "app.js.br"), DateTime.UtcNow.AddDays(-1));

        Assert.EndsWith("as if gzip", await server.GetAsync("/app.js", "Accept-Encoding: br, gzip\r\n"));
    }

    [Fact]
    public async Task Options_OpenWhatIsClosedOtherwise()
    {
        await using FileServerProcess server = await FileServerProcess.StartAsync("--hidden", "--links");

        Assert.EndsWith(FileServerProcess.Secret, await server.GetAsync("/.hidden"));
        Assert.EndsWith(FileServerProcess.Secret, await server.GetAsync("/out.txt"));
        Assert.DoesNotContain(FileServerProcess.Secret, await server.GetAsync("/../secret.txt"));
    }

    [Fact]
    public async Task Listing_LinksToEveryFile_WhateverItsName()
    {
        await using FileServerProcess server = await FileServerProcess.StartAsync("--browse");
        string[] names = ["<b>bold & \"quoted\" 'x'.txt", "a:b.txt", "100%.txt", "#frag?query.txt", "ümlaut .txt", "-dash", "javascript:alert(1)"];
        foreach (string name in names)
            await File.WriteAllTextAsync(Path.Combine(server.Served, "sub", name), name);
        File.Delete(Path.Combine(server.Served, "sub", "index.html"));

        using HttpClient client = new() { BaseAddress = server.Address };
        string page = await client.GetStringAsync("/sub/").WaitAsync(Bound.Wait);
        string[] links = [.. Link().Matches(page).Select(link => WebUtility.HtmlDecode(link.Groups[1].Value))];
        List<string> contents = [];
        foreach (string link in links.Where(link => link != "../"))
            contents.Add(await client.GetStringAsync(new Uri(new Uri(server.Address, "/sub/"), link)).WaitAsync(Bound.Wait));

        Assert.Equal(names.Order(StringComparer.Ordinal), contents.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("<b>", page);
        Assert.DoesNotContain(".hidden", await client.GetStringAsync("/").WaitAsync(Bound.Wait));
        Assert.DoesNotContain("out.txt", await client.GetStringAsync("/").WaitAsync(Bound.Wait));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Tls_SendsTheSameBytes(string version)
    {
        using TemporaryFolder folder = new();
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        folder.WriteText("cert.pem", certificate.ExportCertificatePem());
        folder.WriteText("key.pem", key.ExportPkcs8PrivateKeyPem());
        await using FileServerProcess server = await FileServerProcess.StartAsync("--tls", folder["cert.pem"], folder["key.pem"]);
        using SocketsHttpHandler handler = new();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, seen, _, _) => seen!.GetCertHashString() == certificate.GetCertHashString();
        using HttpClient client = new(handler)
        {
            BaseAddress = server.Address,
            DefaultRequestVersion = Version.Parse(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        byte[] body = await client.GetByteArrayAsync("/large.bin").WaitAsync(Bound.Wait);

        Assert.Equal("https", server.Address.Scheme);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(server.Served, "large.bin")), body);
    }

    [Fact]
    public async Task Metrics_CountRequestsAndWays_OnlyIfAskedFor()
    {
        await using FileServerProcess without = await FileServerProcess.StartAsync();
        await using FileServerProcess with = await FileServerProcess.StartAsync("--metrics");
        for (int i = 0; i < 3; i++)
            await with.GetAsync("/a.txt");
        await with.GetAsync("/missing");

        string metrics = await with.GetAsync("/-/metrics");

        Assert.StartsWith("HTTP/1.1 404 ", await without.GetAsync("/-/metrics"));
        Assert.Contains("\nsluice_aspnetcore_files_total{sluice_way=\"sendfile\"} 3\n", metrics);
        Assert.Matches("\nhttp_server_request_duration_seconds_count{[^}]*http_response_status_code=\"404\"[^}]*} 1\n", metrics);
        Assert.Equal(1, Regex.Count(metrics, "# TYPE kestrel_active_connections gauge"));
    }

    [Fact]
    public async Task AccessLog_IsALineOfJsonForEachRequest()
    {
        await using FileServerProcess server = await FileServerProcess.StartAsync("--access-log", "json");
        await server.GetAsync("/a.txt?q=\"x\"");

        using JsonDocument line = JsonDocument.Parse(await server.Tool.LineAsync("{"));

        Assert.Equal("/a.txt?q=\"x\"", line.RootElement.GetProperty("target").GetString());
        Assert.Equal(200, line.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(10, line.RootElement.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task Terminated_DrainsFirst_LetsADownloadEnd_AndExitsWithZero()
    {
        await using FileServerProcess server = await FileServerProcess.StartAsync("--drain", "2");
        using Socket download = await server.ConnectAsync();
        await download.SendAsync("GET /large.bin HTTP/1.1\r\nHost: h\r\n\r\n"u8.ToArray());
        byte[] buffer = new byte[64 * 1024];
        long received = await download.ReceiveAsync(buffer.AsMemory(0, 1000));

        Assert.StartsWith("HTTP/1.1 200 ", await server.GetAsync("/-/health"));
        await server.Tool.SignalAsync("TERM");
        string health;
        do
            health = await server.GetAsync("/-/health");
        while (health.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal));
        string served = await server.GetAsync("/a.txt");
        int read;
        while ((read = await download.ReceiveAsync(buffer).WaitAsync(Bound.Wait)) > 0)
            received += read;
        ToolResult result = await server.Tool.ExitAsync();

        Assert.StartsWith("HTTP/1.1 503 ", health);
        Assert.EndsWith("plain text", served);
        Assert.InRange(received, 32 * 1024 * 1024, long.MaxValue);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("serve", "/nowhere/at/all")]
    [InlineData("serve", "/tmp", "--listen", "nonsense")]
    [InlineData("serve", "/tmp", "--tls", "/nowhere")]
    [InlineData("serve", "/tmp", "--tls", "/etc/hostname", "/etc/hostname")]
    [InlineData("serve", "/tmp", "--access-log", "xml")]
    [InlineData("serve", "/tmp", "--drain", "-1")]
    public async Task WrongArguments_AreExplained(params string[] arguments)
    {
        ToolResult result = await ToolProcess.RunAsync(arguments);

        Assert.InRange(result.ExitCode, 2, 3);
        Assert.StartsWith("sluice: ", result.Errors);
    }

    [GeneratedRegex(@"\r\nETag: ([^\r]+)\r\n")]
    private static partial Regex EntityTag();

    [GeneratedRegex(@"\r\nLast-Modified: ([^\r]+)\r\n")]
    private static partial Regex LastModified();

    [GeneratedRegex("<a href=\"([^\"]+)\"")]
    private static partial Regex Link();
}
