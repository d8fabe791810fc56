using System.Net.Sockets;

namespace Sluice.AspNetCore.Tests;

/// <summary>Clients and files that do not stay what they were.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private const int Large = 64 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();
    private WebServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _folder.Write("small", 4096);
        _folder.Write("large", Large);
        _server = await WebServer.StartAsync(Flavour.Sluice, _folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>
    /// BUGCLASSES 1. What lies before the cut is right, and the response never ends as if it were whole. Beyond the cut, what the socket had queued are pages of the cache
    /// themselves, which the kernel may zero as it cuts (docs/aspnetcore.md).
    /// </summary>
    [Fact]
    public async Task FileTruncatedInMidSend_EndsTheConnection()
    {
        const int Cut = 1024 * 1024;
        byte[] original = await File.ReadAllBytesAsync(_folder.In("large"));
        using Socket socket = await RequestAsync("/large");
        byte[] first = await ReceiveSomeAsync(socket);

        await using (FileStream file = new(_folder.In("large"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(Cut);
        Answer rest = await socket.ReadToEndAsync().Within("the end of the connection");

        byte[] body = new Answer([.. first, .. rest.Bytes], rest.WasReset).Body.ToArray();
        Assert.InRange(body.Length, 0, Large - 1);
        int before = Math.Min(body.Length, Cut);
        Assert.True(body.AsSpan(0, before).SequenceEqual(original.AsSpan(0, before)));
        for (int i = before; i < body.Length; i++)
            Assert.True(body[i] == original[i] || body[i] == 0, $"Byte {i} is neither the file's nor zero.");
        await AssertServesAsync();
    }

    [Fact]
    public async Task FileReplacedInMidSend_ArrivesAsItWas()
    {
        byte[] original = await File.ReadAllBytesAsync(_folder.In("large"));
        using Socket socket = await RequestAsync("/large");
        byte[] first = await ReceiveSomeAsync(socket);

        File.Move(_folder.Write("new", Large, seed: 77), _folder.In("large"), overwrite: true);
        Answer rest = await socket.ReadToEndAsync().Within("the answer");

        Answer all = new([.. first, .. rest.Bytes], rest.WasReset);
        Assert.True(all.Body.Span.SequenceEqual(original));
        Answer next = await _server.ExchangeAsync("GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        await next.AssertBodyIsAsync(_folder.In("large"));
    }

    [Fact]
    public async Task ClientsThatReset_LeaveNothingOpen()
    {
        for (int i = 0; i < 50; i++)
        {
            using Socket socket = await RequestAsync("/large");
            if (i % 2 == 0)
                await ReceiveSomeAsync(socket);
            socket.LingerState = new LingerOption(true, 0);
        }

        await Bounded.Until(() => Descriptors.CountBelow(_folder.Path) == 0, "all files were closed");
        await AssertServesAsync();
    }

    [Fact]
    public async Task ClientsThatClose_LeaveNothingOpen()
    {
        for (int i = 0; i < 50; i++)
        {
            using Socket socket = await RequestAsync("/large");
            await ReceiveSomeAsync(socket);
        }

        await Bounded.Until(() => Descriptors.CountBelow(_folder.Path) == 0, "all files were closed");
        await AssertServesAsync();
    }

    [Theory]
    [InlineData("/small")]
    [InlineData("/large")]
    public async Task ClientThatHalfCloses_GetsWhatStockSends(string target)
    {
        await using WebServer stock = await WebServer.StartAsync(Flavour.Stock, _folder.Path);
        List<Answer> answers = [];
        foreach (WebServer server in new[] { stock, _server })
        {
            using Socket socket = await server.ConnectAsync();
            await socket.SendTextAsync($"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n");
            socket.Shutdown(SocketShutdown.Send);
            answers.Add(await socket.ReadToEndAsync().Within("the answer"));
        }

        // Whether the end of the input or the last byte of the answer comes first is a race on both: what is sent is a prefix of the same.
        int common = Math.Min(answers[0].Bytes.Length, answers[1].Bytes.Length);
        Pair.AssertSame(
            answers[0] with { Bytes = answers[0].Bytes[..common], WasReset = false }, answers[1] with { Bytes = answers[1].Bytes[..common], WasReset = false });
    }

    /// <summary>
    /// Both servers look once a second, at moments of their own, and on a busy machine late: so the times may differ. Bytes that Kestrel were told of too early would be worth
    /// ten seconds a megabyte.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(500_000)]
    public async Task ClientThatStalls_IsCutWhenStockCutsIt(int bytes)
    {
        await using StalledServer stock = await StalledServer.StartAsync(Flavour.Stock, _folder.Path);
        await using StalledServer sluice = await StalledServer.StartAsync(Flavour.Sluice, _folder.Path);

        TimeSpan[] times = await Task.WhenAll(stock.CutAfterAsync(bytes), sluice.CutAfterAsync(bytes)).Within("both clients were cut");

        Assert.InRange((times[0] - times[1]).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.InRange(times[1], TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        await Bounded.Until(() => Descriptors.CountBelow(_folder.Path) == 0, "all files were closed");
    }

    [Fact]
    public async Task ClientThatReadsSlowly_GetsAllOfIt()
    {
        byte[] original = await File.ReadAllBytesAsync(_folder.In("large"));
        using Socket socket = await _server.ConnectAsync();
        socket.ReceiveBufferSize = 16 * 1024;
        await socket.SendTextAsync("GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

        Answer answer = await socket.ReadToEndAsync().Within("the answer");

        Assert.True(answer.Body.Span.SequenceEqual(original));
    }

    private static async Task<byte[]> ReceiveSomeAsync(Socket socket)
    {
        byte[] some = new byte[1000];
        return some[..await socket.ReceiveAsync(some)];
    }

    private async Task<Socket> RequestAsync(string target)
    {
        Socket socket = await _server.ConnectAsync();
        await socket.SendTextAsync($"GET {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        return socket;
    }

    private async Task AssertServesAsync()
    {
        Answer answer = await _server.ExchangeAsync("GET /small HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.Equal(4096, answer.Body.Length);
    }
}
