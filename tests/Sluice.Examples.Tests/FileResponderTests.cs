using System.Net;
using System.Text;

namespace Sluice.Examples.Tests;

/// <summary>examples/FileResponder.</summary>
public sealed class FileResponderTests : IAsyncLifetime
{
    private const string Secret = "this must not get out";

    private readonly TemporaryFolder _folder = new();
    private ExampleProcess _server = null!;
    private IPEndPoint _address = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_folder.In("www/sub"));
        Directory.CreateDirectory(_folder.In("outside"));
        _folder.Write("secret", Encoding.ASCII.GetBytes(Secret));
        _folder.Write("outside/secret", Encoding.ASCII.GetBytes(Secret));
        _folder.Write("wwwsecret", Encoding.ASCII.GetBytes(Secret));
        File.CreateSymbolicLink(_folder.In("www/link"), _folder.In("secret"));
        Directory.CreateSymbolicLink(_folder.In("www/linked"), _folder.In("outside"));
        _server = ExampleProcess.Start("FileResponder", _folder.In("www"), "127.0.0.1:0");
        _address = IPEndPoint.Parse((await _server.AfterAsync("listening on http://")).TrimEnd('/'));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000)]
    [InlineData(5_000_000)]
    public async Task File_ComesWholeBehindItsHeader(int length)
    {
        byte[] file = await File.ReadAllBytesAsync(_folder.Write("www/a b.bin", length), TestContext.Current.CancellationToken);

        byte[] answer = await AskAsync("GET /a%20b.bin?x=1 HTTP/1.0\r\nHost: here\r\n\r\n");

        Assert.Equal([.. HeaderOf("200 OK", length), .. file], answer);
    }

    [Fact]
    public async Task Head_IsAnsweredByTheHeaderAlone()
    {
        _folder.Write("www/a", 20_000);

        Assert.Equal(HeaderOf("200 OK", 20_000), await AskAsync("HEAD /a HTTP/1.0\r\n\r\n"));
    }

    [Fact]
    public async Task Folder_IsAnsweredByItsIndex()
    {
        byte[] index = await File.ReadAllBytesAsync(_folder.Write("www/sub/index.html", 100), TestContext.Current.CancellationToken);

        byte[] answer = await AskAsync("GET /sub/ HTTP/1.0\r\n\r\n");

        Assert.Equal([.. HeaderOf("200 OK", 100), .. index], answer);
    }

    [Theory]
    [InlineData("/none")]
    [InlineData("/sub")]
    [InlineData("/")]
    [InlineData("/../secret")]
    [InlineData("/%2e%2e/secret")]
    [InlineData("/sub/..%2F..%2Fsecret")]
    [InlineData("/../wwwsecret")]
    [InlineData("//../secret")]
    [InlineData("/link")]
    [InlineData("/linked/secret")]
    [InlineData("/s*")]
    [InlineData("/%00")]
    public async Task WhatIsNotAFileOfTheFolder_Is404(string target) =>
        Assert.Equal(HeaderOf("404 Not Found", 0), await AskAsync($"GET {target} HTTP/1.0\r\n\r\n"));

    [Theory]
    [InlineData("POST / HTTP/1.0", "501 Not Implemented")]
    [InlineData("nonsense", "400 Bad Request")]
    [InlineData("GET http://elsewhere/ HTTP/1.0", "501 Not Implemented")]
    public async Task WhatIsNotARequestForAFile_IsAnError(string line, string status) =>
        Assert.Equal(HeaderOf(status, 0), await AskAsync($"{line}\r\n\r\n"));

    [Fact]
    public async Task ClientsThatGoAway_LeaveTheServerServing()
    {
        _folder.Write("www/large", 20_000_000);
        byte[] small = await File.ReadAllBytesAsync(_folder.Write("www/small", 100), TestContext.Current.CancellationToken);
        byte[] request = "GET /large HTTP/1.0\r\n\r\n"u8.ToArray();
        for (int i = 0; i < 20; i++)
        {
            // In the midst of its request, or of its answer.
            bool isWhole = i % 2 == 0;
            using Wire wire = await Wire.ConnectAsync(_address);
            await wire.SendAsync(isWhole ? request : request.AsMemory(0, 10));
            if (isWhole)
                Assert.Single(await wire.ReceiveAsync(1));
            wire.Reset();
        }

        byte[] answer = await AskAsync("GET /small HTTP/1.0\r\n\r\n");

        Assert.Equal([.. HeaderOf("200 OK", 100), .. small], answer);
    }

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    public async Task Signal_EndsIt(string name, int number)
    {
        Signals.SkipIfIgnored(name);

        await _server.SignalAsync(name);

        Assert.Equal(128 + number, await _server.ExitAsync());
    }

    private static byte[] HeaderOf(string status, int length) => Encoding.ASCII.GetBytes($"HTTP/1.0 {status}\r\nContent-Length: {length}\r\n\r\n");

    private async Task<byte[]> AskAsync(string request)
    {
        using Wire wire = await Wire.ConnectAsync(_address);
        await wire.SendAsync(Encoding.ASCII.GetBytes(request));
        return await wire.ReceiveToEndAsync();
    }
}
