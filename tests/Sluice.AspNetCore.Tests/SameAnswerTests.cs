namespace Sluice.AspNetCore.Tests;

/// <summary>Every answer is the one that stock Kestrel gives, byte for byte, and it went the way it should.</summary>
public sealed class SameAnswerTests(Pair pair) : IClassFixture<Pair>
{
    private const string Close = "Host: h\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("/small")]
    [InlineData("/one")]
    [InlineData("/page.txt")]
    [InlineData("/medium")]
    [InlineData("/odd")]
    [InlineData("/large")]
    [InlineData("/mapped/medium")]
    [InlineData("/result/small")]
    [InlineData("/result/large")]
    [InlineData("/physical/odd")]
    [InlineData("/virtual/medium")]
    [InlineData("/send/large?length=3000000")]
    [InlineData("/send/large?length=1000&offset=2999000")]
    [InlineData("/send/large?length=1000&offset=5&count=1000")]
    [InlineData("/send/small?length=4106&before=10")]
    [InlineData("/send/small?length=4106&after=10")]
    [InlineData("/send/large?length=3200000&before=100000&after=100000")]
    [InlineData("/send/large?length=3000020&before=10&after=10&flush=true")]
    [InlineData("/send/large?length=3000020&before=10&after=10&start=true")]
    [InlineData("/leased/small?length=4196&size=100")]
    [InlineData("/onstarting/medium?change=header")]
    [InlineData("/status/404/small")]
    public async Task File_GoesBySendFile(string target)
    {
        (Answer answer, long sendFiles) = await pair.AssertSameAsync($"GET {target} HTTP/1.1\r\n{Close}");

        Assert.StartsWith("HTTP/1.1 ", answer.Header);
        Assert.Equal(1, sendFiles);
    }

    [Theory]
    [InlineData("GET /text HTTP/1.1\r\n")]
    [InlineData("GET /missing HTTP/1.1\r\n")]
    [InlineData("GET /empty HTTP/1.1\r\n")]
    [InlineData("HEAD /large HTTP/1.1\r\n")]
    [InlineData("HEAD /result/large HTTP/1.1\r\n")]
    [InlineData("HEAD /send/large?length=3000000 HTTP/1.1\r\n")]
    [InlineData("GET /send/small HTTP/1.1\r\n")]
    [InlineData("GET /send/large HTTP/1.1\r\n")]
    [InlineData("GET /send/large?before=5&after=5 HTTP/1.1\r\n")]
    [InlineData("GET /status/204/small HTTP/1.1\r\n")]
    [InlineData("GET /status/205/small HTTP/1.1\r\n")]
    [InlineData("GET /status/304/small HTTP/1.1\r\n")]
    [InlineData("GET /onstarting/medium?change=chunked HTTP/1.1\r\n")]
    [InlineData("GET /send/missing?length=5 HTTP/1.1\r\n")]
    [InlineData("GET /send/small?length=5&offset=5000 HTTP/1.1\r\n")]
    [InlineData("GET /send/small?length=5&count=5000 HTTP/1.1\r\n")]
    [InlineData("GET /send/small?length=5&count=-1 HTTP/1.1\r\n")]
    [InlineData("GET /send/small?length=0&count=0 HTTP/1.1\r\n")]
    [InlineData("GET /send/small?length=4095 HTTP/1.1\r\n")]
    [InlineData("GET /send/large?length=2999999 HTTP/1.1\r\n")]
    [InlineData("GET /onstarting/large?change=shorter HTTP/1.1\r\n")]
    [InlineData("GET /leased/large?length=3000000&size=100 HTTP/1.1\r\n")]
    [InlineData("GET /compressed/page.txt HTTP/1.1\r\nAccept-Encoding: gzip\r\n")]
    [InlineData("GET /compressed/large HTTP/1.1\r\nAccept-Encoding: br\r\n")]
    [InlineData("GET / HTTP/3.7\r\n")]
    [InlineData("GET /../../etc/passwd HTTP/1.1\r\n")]
    [InlineData("GET /large HTTP/1.1\r\nTransfer-Encoding: nonsense\r\n")]
    public async Task WhatIsNoPlainFile_IsAnsweredByStock(string request)
    {
        (_, long sendFiles) = await pair.AssertSameAsync(request + Close);

        Assert.Equal(0, sendFiles);
    }

    [Theory]
    [InlineData("bytes=0-0", 206)]
    [InlineData("bytes=100-199", 206)]
    [InlineData("bytes=-1000", 206)]
    [InlineData("bytes=2999999-", 206)]
    [InlineData("bytes=0-2999999", 206)]
    [InlineData("bytes=1000000-2500000", 206)]
    [InlineData("bytes=3000000-", 416)]
    [InlineData("bytes=0-1,5-9", 200)]
    [InlineData("bytes=5-1", 200)]
    [InlineData("nonsense", 200)]
    public async Task Range_IsThatOfStock(string range, int status)
    {
        foreach (string target in new[] { "/large", "/result/large" })
        {
            (Answer answer, long sendFiles) = await pair.AssertSameAsync($"GET {target} HTTP/1.1\r\nRange: {range}\r\n{Close}");

            Assert.StartsWith($"HTTP/1.1 {status}", answer.Header);
            Assert.Equal(status == 416 ? 0 : 1, sendFiles);
        }
    }

    [Theory]
    [InlineData("If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT", 304)]
    [InlineData("If-Modified-Since: Thu, 01 Jan 2026 03:04:05 GMT", 200)]
    [InlineData("If-Unmodified-Since: Thu, 01 Jan 2026 03:04:05 GMT", 412)]
    [InlineData("If-None-Match: *", 304)]
    [InlineData("If-None-Match: \"other\"", 200)]
    [InlineData("If-Match: \"other\"", 412)]
    [InlineData("Range: bytes=0-9\r\nIf-Range: \"other\"", 200)]
    [InlineData("Range: bytes=0-9\r\nIf-Range: Fri, 02 Jan 2026 03:04:05 GMT", 206)]
    public async Task ConditionalRequest_IsAnsweredAsByStock(string header, int status)
    {
        (Answer answer, long sendFiles) = await pair.AssertSameAsync($"GET /medium HTTP/1.1\r\n{header}\r\n{Close}");

        Assert.StartsWith($"HTTP/1.1 {status}", answer.Header);
        Assert.Equal(status is 200 or 206 ? 1 : 0, sendFiles);
    }

    [Theory]
    [InlineData("GET /large HTTP/1.0\r\n\r\n")]
    [InlineData("GET /send/large HTTP/1.0\r\n\r\n")]
    [InlineData("GET /send/small?before=9&after=9 HTTP/1.0\r\n\r\n")]
    public async Task Http10_EndsTheConnection(string request)
    {
        (_, long sendFiles) = await pair.AssertSameAsync(request);

        Assert.Equal(1, sendFiles);
    }

    [Fact]
    public async Task PipelinedRequests_AreAnsweredInOrder()
    {
        string[] targets = ["/small", "/text", "/large", "/missing", "/medium", "/send/small", "/send/small?length=4106&before=10", "/empty", "/odd"];
        string requests = string.Concat(targets.Select(target => $"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n")) + $"GET /one HTTP/1.1\r\n{Close}";

        (Answer answer, long sendFiles) = await pair.AssertSameAsync(requests);

        Assert.True(answer.Bytes.Length > 3_000_000 + 262_145);
        Assert.Equal(6, sendFiles);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(8, 10)]
    [InlineData(20, 100_000)]
    public async Task UnawaitedWrites_KeepTheirOrder(int writes, int size)
    {
        int length = ((writes + 1) * size) + 3_000_000;

        (Answer answer, _) = await pair.AssertSameAsync($"GET /unawaited/large?length={length}&writes={writes}&size={size} HTTP/1.1\r\n{Close}");

        Assert.Equal(length, answer.Body.Length);
    }

    [Theory]
    [InlineData("/send/small?length=5000", "HTTP/1.1 200")]
    [InlineData("/send/large?length=4000000", "HTTP/1.1 200")]
    [InlineData("/send/large?length=3000005&before=10", "HTTP/1.1 200")]
    [InlineData("/send/large?length=100&before=10", "HTTP/1.1 200")]
    [InlineData("/send/large?length=3000000&before=10&after=10", "HTTP/1.1 200")]
    public async Task WrongContentLength_EndsAsByStock(string target, string start)
    {
        (Answer answer, _) = await pair.AssertSameAsync($"GET {target} HTTP/1.1\r\n{Close}");

        Assert.StartsWith(start, answer.Header);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task RequestBody_LeavesTheConnectionUsable(string read)
    {
        string body = new('x', 100_000);
        string request = $"POST /echo/large?read={read} HTTP/1.1\r\nHost: h\r\nContent-Length: {body.Length}\r\n\r\n{body}GET /small HTTP/1.1\r\n{Close}";

        (_, long sendFiles) = await pair.AssertSameAsync(request);

        Assert.Equal(2, sendFiles);
    }

    [Fact]
    public async Task ChunkedRequestBody_LeavesTheConnectionUsable()
    {
        string request = $"POST /echo/small?read=true HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET /small HTTP/1.1\r\n{Close}";

        (_, long sendFiles) = await pair.AssertSameAsync(request);

        Assert.Equal(2, sendFiles);
    }
}
