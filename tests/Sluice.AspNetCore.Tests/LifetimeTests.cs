using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sluice.TestSupport.Mounts;

namespace Sluice.AspNetCore.Tests;

/// <summary>Cold files, cancellation, and the end of the server.</summary>
public sealed class LifetimeTests : IDisposable
{
    private const int Large = 32 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    public LifetimeTests()
    {
        _folder.Write("small", 4096);
        _folder.Write("medium", 200_000);
        _folder.Write("large", Large);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>BUGCLASSES 14. The Date header is the heartbeat's: while it moves on, nothing holds the heartbeat up.</summary>
    [Fact]
    public async Task ColdFile_HoldsUpNeitherOthersNorTheHeartbeat()
    {
        using FuseMount mount = await FuseMount.BindAsync(
            _folder.Path, Path.Combine(Path.GetTempPath(), $"sluice-cold-{Guid.NewGuid():N}"), "--read-rate=100k");
        await using WebServer server = await WebServer.StartAsync(Flavour.Sluice, _folder.Path, Listen, services: null, app =>
        {
            app.UseStaticFiles(new StaticFileOptions { ServeUnknownFileTypes = true });
            app.Run(async context =>
            {
                context.Response.ContentLength = 200_000;
                await context.Response.SendFileAsync(Path.Combine(mount.Folder, "medium"));
            });
        });
        using Socket warm = await server.ConnectAsync();
        await warm.AskAsync("/small", 4096);
        using Socket slow = await server.ConnectAsync();
        await slow.SendTextAsync("GET /cold HTTP/1.1\r\nHost: h\r\n\r\n");
        byte[] first = new byte[12];
        await slow.ReceiveAsync(first).Within("the header of the cold file");

        mount.Hang();
        HashSet<string> dates = [];
        while (dates.Count < 4)
            dates.Add((await warm.AskAsync("/small", 4096)).Header);
        mount.Recover();

        Answer rest = await slow.ReadResponseAsync().Within("the cold file");
        Assert.Equal("HTTP/1.1 200", System.Text.Encoding.ASCII.GetString(first));
        await rest.AssertBodyIsAsync(_folder.In("medium"));
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Contains("heartbeat", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(Flavour.Stock)]
    [InlineData(Flavour.Sluice)]
    public async Task CancelledBeforehand_Throws_AndTheResponseGoesOn(Flavour flavour)
    {
        await using WebServer server = await WebServer.StartAsync(flavour, _folder.Path, Listen, services: null, app => app.Run(async context =>
        {
            context.Response.ContentLength = 8;
            try
            {
                await context.Response.SendFileAsync(_folder.In("small"), 0, 8, new CancellationToken(canceled: true));
            }
            catch (OperationCanceledException)
            {
                await context.Response.WriteAsync("canceled");
            }
        }));

        Answer answer = await server.ExchangeAsync("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

        Assert.EndsWith("\r\n\r\ncanceled", answer.Text);
    }

    [Theory]
    [InlineData(Flavour.Stock)]
    [InlineData(Flavour.Sluice)]
    public async Task CancelledInMidSend_EndsTheConnection(Flavour flavour)
    {
        using CancellationTokenSource cancel = new();
        TaskCompletionSource<Exception?> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WebServer server = await WebServer.StartAsync(flavour, _folder.Path, Listen, services: null, app => app.Run(async context =>
        {
            context.Response.ContentLength = Large;
            Exception? failure = await Record.ExceptionAsync(() => context.Response.SendFileAsync(_folder.In("large"), 0, Large, cancel.Token));
            outcome.SetResult(failure);
        }));
        using Socket socket = await server.ConnectAsync();
        await socket.SendTextAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        byte[] some = new byte[1000];
        await socket.ReceiveAsync(some);

        await cancel.CancelAsync();
        Exception? thrown = await outcome.Task.Within("the end of the send");
        Answer rest = await socket.ReadToEndAsync().Within("the end of the connection");

        Assert.IsAssignableFrom<OperationCanceledException>(thrown);
        Assert.InRange(rest.Bytes.Length, 0, Large - 1);
        await Bounded.Until(() => Descriptors.CountBelow(_folder.Path) == 0, "the file was closed");
    }

    [Theory]
    [InlineData(Flavour.Stock)]
    [InlineData(Flavour.Sluice)]
    public async Task GracefulShutdown_LetsADownloadEnd(Flavour flavour)
    {
        WebServer server = await WebServer.StartAsync(flavour, _folder.Path);
        using Socket socket = await server.ConnectAsync();
        await socket.SendTextAsync("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
        byte[] first = new byte[1000];
        int got = await socket.ReceiveAsync(first);

        Task stopping = server.StopAsync();
        await Bounded.Until(() => server.Lifetime.ApplicationStopping.IsCancellationRequested, "the server is stopping");
        Answer rest = await socket.ReadToEndAsync().Within("the rest of the file");
        await stopping.Within("the end of the server");

        Answer all = new([.. first[..got], .. rest.Bytes], rest.WasReset);
        await all.AssertBodyIsAsync(_folder.In("large"));
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(Flavour.Stock)]
    [InlineData(Flavour.Sluice)]
    public async Task ShutdownThatMayNotWait_EndsADownload(Flavour flavour)
    {
        WebServer server = await WebServer.StartAsync(flavour, _folder.Path);
        using Socket socket = await server.ConnectAsync();
        await socket.SendTextAsync("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
        byte[] first = new byte[1000];
        await socket.ReceiveAsync(first);

        await server.StopAsync(new CancellationToken(canceled: true)).Within("the end of the server");
        Answer rest = await socket.ReadToEndAsync().Within("the end of the connection");

        Assert.InRange(rest.Bytes.Length, 0, Large - 1);
        await server.DisposeAsync();
        await Bounded.Until(() => Descriptors.CountBelow(_folder.Path) == 0, "the file was closed");
    }

    private static void Listen(Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions options) => options.Listen(System.Net.IPAddress.Loopback, 0);
}
