using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sluice.AspNetCore.Probing;

namespace Sluice.AspNetCore.Tests;

/// <summary>Endpoints of all kinds, and what stands between them and HTTP.</summary>
public sealed class EndpointTests : IDisposable
{
    private const string Close = "Host: h\r\nConnection: close\r\n\r\n";

    private readonly TemporaryFolder _folder = new();

    public EndpointTests()
    {
        DateTime modified = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_folder.Write("small", 4096), modified);
        File.SetLastWriteTimeUtc(_folder.Write("large", 3_000_000), modified);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task UnixSocket_GetsTheSameAnswer_BySendFile()
    {
        List<Answer> answers = [];
        foreach (Flavour flavour in Enum.GetValues<Flavour>())
        {
            string path = _folder.In($"{flavour}.sock");
            await using WebServer server = await WebServer.StartAsync(flavour, _folder.Path, options => options.ListenUnixSocket(path));
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await socket.SendTextAsync($"GET /large HTTP/1.1\r\n{Close}");
            answers.Add(await socket.ReadToEndAsync().Within("the answer"));
            Assert.Equal(flavour == Flavour.Sluice ? 1 : 0, server.Ways.SendFile);
        }

        Pair.AssertSame(answers[0], answers[1]);
    }

    [Fact]
    public async Task MiddlewareThatOnlyLooks_LeavesSendFile_AndOneThatReplacesTheTransportDoesNot()
    {
        List<Answer> answers = [];
        foreach (Flavour flavour in Enum.GetValues<Flavour>())
        {
            int seen = 0;
            await using WebServer server = await WebServer.StartAsync(flavour, _folder.Path, options =>
            {
                options.Listen(IPAddress.Loopback, 0, listen => listen.Use(next => connection =>
                {
                    Interlocked.Increment(ref seen);
                    return next(connection);
                }));
                options.Listen(IPAddress.Loopback, 0, listen => listen.UseConnectionLogging());
            });

            answers.Add(await server.ExchangeAsync($"GET /large HTTP/1.1\r\n{Close}", endpoint: 0));
            Assert.Equal((1, flavour == Flavour.Sluice ? 1 : 0), (seen, server.Ways.SendFile));
            answers.Add(await server.ExchangeAsync($"GET /large HTTP/1.1\r\n{Close}", endpoint: 1));
            Assert.Equal(flavour == Flavour.Sluice ? 1 : 0, server.Ways.SendFile);
        }

        Assert.All(answers, answer => Pair.AssertSame(answers[0], answer));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Tls_GoesTheStockWay(string version)
    {
        using X509Certificate2 certificate = MakeCertificate();
        await using WebServer server = await WebServer.StartAsync(
            Flavour.Sluice, _folder.Path, options => options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        using SocketsHttpHandler handler = new() { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, seen, _, _) => seen!.GetCertHashString() == certificate.GetCertHashString() } };
        using HttpClient client = new(handler) { DefaultRequestVersion = Version.Parse(version), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        byte[][] bodies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.GetByteArrayAsync($"https://127.0.0.1:{server.Ports[0]}/large"))).Within("ten files");

        byte[] expected = await File.ReadAllBytesAsync(_folder.In("large"));
        Assert.All(bodies, body => Assert.True(body.AsSpan().SequenceEqual(expected)));
        Assert.Equal(0, server.Ways.SendFile);
    }

    [Fact]
    public async Task Http2WithoutTls_GoesTheStockWay()
    {
        await using WebServer server = await WebServer.StartAsync(
            Flavour.Sluice, _folder.Path, options => options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        using HttpClient client = new() { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        byte[][] bodies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.GetByteArrayAsync($"http://127.0.0.1:{server.Ports[0]}/large"))).Within("ten files");

        byte[] expected = await File.ReadAllBytesAsync(_folder.In("large"));
        Assert.All(bodies, body => Assert.True(body.AsSpan().SequenceEqual(expected)));
        Assert.Equal(0, server.Ways.SendFile);
    }

    [Fact]
    public async Task ConnectionLimit_HoldsAsInStock()
    {
        List<bool> refused = [];
        foreach (Flavour flavour in Enum.GetValues<Flavour>())
        {
            await using WebServer server = await WebServer.StartAsync(flavour, _folder.Path, options =>
            {
                options.Limits.MaxConcurrentConnections = 1;
                options.Listen(IPAddress.Loopback, 0);
            });
            using Socket first = await server.ConnectAsync();
            await first.SendTextAsync("GET /small HTTP/1.1\r\nHost: h\r\n\r\n");
            Assert.Equal(4096, (await first.ReadResponseAsync().Within("the first answer")).Body.Length);

            Answer second = await server.ExchangeAsync($"GET /small HTTP/1.1\r\n{Close}");
            refused.Add(second.Bytes.Length == 0);
        }

        Assert.Equal([true, true], refused);
    }

    [Fact]
    public async Task TransportRegisteredLater_IsReported()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        LogRecorder log = new();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseSluice().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IConnectionListenerFactory, SocketTransportFactory>();
        await using WebApplication app = builder.Build();

        await app.StartAsync().Within("the start of the server");

        Assert.Single(log.Entries, entry => entry.Contains("UseSluice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mechanism_IsFoundToWork() => Assert.Null(await Mechanism.FindFaultAsync().Within("the test of the mechanism"));

    [Fact]
    public async Task MechanismThatFails_IsWarnedOfOnce_AndAllIsStock()
    {
        await using WebServer server = await WebServer.StartAsync(
            Flavour.Sluice, _folder.Path,
            options =>
            {
                options.Listen(IPAddress.Loopback, 0);
                options.Listen(IPAddress.Loopback, 0);
            },
            services => services.AddSingleton(provider =>
                new Mechanism(provider.GetRequiredService<ILogger<Mechanism>>()) { Find = () => Task.FromResult<string?>("made up") }));

        Answer answer = await server.ExchangeAsync($"GET /large HTTP/1.1\r\n{Close}");

        Assert.Equal(3_000_000, answer.Body.Length);
        Assert.Equal(0, server.Ways.SendFile);
        Assert.Single(server.Log.Entries, entry => entry.Contains("made up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WayHeader_TellsTheWay()
    {
        await using WebServer server = await WebServer.StartAsync(
            Flavour.Sluice, _folder.Path, options => options.Listen(IPAddress.Loopback, 0),
            services => services.Configure<SluiceOptions>(options => options.WayHeader = "X-Way"));

        Answer direct = await server.ExchangeAsync($"GET /large HTTP/1.1\r\n{Close}");
        Answer chunked = await server.ExchangeAsync($"GET /send/small HTTP/1.1\r\n{Close}");

        Assert.Contains("X-Way: sendfile\r\n", direct.Header);
        Assert.Contains("X-Way: copy\r\n", chunked.Header);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
