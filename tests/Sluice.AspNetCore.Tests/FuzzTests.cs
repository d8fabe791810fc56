using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sluice.TestSupport.Mounts;

namespace Sluice.AspNetCore.Tests;

/// <summary>Requests that the fuzzer zzuf has spoilt, the same ones each time: both servers must answer alike, and go on.</summary>
public sealed class FuzzTests : IDisposable
{
    private const int Rounds = 40;

    private static readonly string[] Requests =
    [
        "GET /small HTTP/1.1\r\nHost: h\r\n\r\nGET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET /large HTTP/1.1\r\nHost: h\r\nRange: bytes=100-200000\r\nIf-None-Match: \"x\"\r\nConnection: close\r\n\r\n",
        "POST /echo/small?read=true HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789GET /small HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "POST /echo/large?read=false HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET /small HTTP/1.0\r\n\r\n",
        "HEAD /large HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\nGET /send/small?length=4106&before=10 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    ];

    private readonly TemporaryFolder _folder = new();

    public FuzzTests()
    {
        DateTime modified = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_folder.Write("small", 4096), modified);
        File.SetLastWriteTimeUtc(_folder.Write("large", 300_000), modified);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SpoiltRequests_AreAnsweredAlike()
    {
        await Packages.RequireAsync("zzuf");
        await using WebServer stock = await WebServer.StartAsync(Flavour.Stock, _folder.Path, Configure);
        await using WebServer sluice = await WebServer.StartAsync(Flavour.Sluice, _folder.Path, Configure);
        byte[][] spoilt = await Task.WhenAll(
            from request in Requests
            from seed in Enumerable.Range(0, Rounds)
            select SpoilAsync(request, seed));

        // A server waits for the rest of some of them until its patience ends: many at a time.
        foreach (byte[][] batch in spoilt.Chunk(100))
        {
            Answer[] expected = await Task.WhenAll(batch.Select(request => ExchangeAsync(stock, request)));
            Answer[] actual = await Task.WhenAll(batch.Select(request => ExchangeAsync(sluice, request)));
            for (int i = 0; i < batch.Length; i++)
                Pair.AssertSame(expected[i], actual[i]);
        }

        Assert.InRange(sluice.Ways.SendFile, Rounds, long.MaxValue);
    }

    private static void Configure(KestrelServerOptions options)
    {
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(1);
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);
        options.Limits.MinRequestBodyDataRate = new MinDataRate(1000, TimeSpan.FromSeconds(1.5));
        options.Listen(IPAddress.Loopback, 0);
    }

    private async Task<byte[]> SpoilAsync(string request, int seed)
    {
        string path = _folder.Write($"request-{Guid.NewGuid():N}", Encoding.Latin1.GetBytes(request));
        string spoilt = path + ".spoilt";
        (int exitCode, string output) = await Client.RunAsync("sh", "-c", $"zzuf -s {seed} -r 0.0005:0.01 < '{path}' > '{spoilt}'");
        Assert.Equal((0, ""), (exitCode, output));
        return await File.ReadAllBytesAsync(spoilt);
    }

    private static async Task<Answer> ExchangeAsync(WebServer server, byte[] request)
    {
        using Socket socket = await server.ConnectAsync();
        await socket.SendAsync(request);
        Answer answer = await socket.ReadToEndAsync().Within($"the answer of {server.Flavour}");

        // A reset may overtake the last bytes; the bytes that came are what is compared.
        return answer with { WasReset = false };
    }
}
