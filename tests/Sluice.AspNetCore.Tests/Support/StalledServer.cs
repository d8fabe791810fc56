using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Sluice.AspNetCore.Tests.Support;

/// <summary>A server that asks for a data rate, and tells when it cut the client of its one file.</summary>
public sealed class StalledServer : IAsyncDisposable
{
    // What the socket holds counts in the client's favour. Left alone it grows to megabytes, to more on one server than on the other.
    private const int SendBuffer = 64 * 1024;

    private readonly WebServer _server;
    private readonly Task<TimeSpan> _cut;

    private StalledServer(WebServer server, Task<TimeSpan> cut)
    {
        _server = server;
        _cut = cut;
    }

    public static async Task<StalledServer> StartAsync(Flavour flavour, string folder)
    {
        TaskCompletionSource<TimeSpan> cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
        WebServer server = await WebServer.StartAsync(
            flavour, folder,
            options =>
            {
                options.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 100_000, gracePeriod: TimeSpan.FromSeconds(2));
                options.Listen(IPAddress.Loopback, 0);
            },
            services => services.Configure<SocketTransportOptions>(static options => options.CreateBoundListenSocket = Listen),
            app => app.Run(async context =>
            {
                long start = Stopwatch.GetTimestamp();
                context.RequestAborted.Register(() => cut.TrySetResult(Stopwatch.GetElapsedTime(start)));
                string path = Path.Combine(folder, "large");
                context.Response.ContentLength = new FileInfo(path).Length;
                await context.Response.SendFileAsync(path);
            }));
        return new StalledServer(server, cut.Task);
    }

    /// <summary>Asks for the file and reads so many bytes of it, as fast as they come. Returns how long the server put up with that.</summary>
    public async Task<TimeSpan> CutAfterAsync(int bytes)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 32 * 1024 };
        await socket.ConnectAsync(IPAddress.Loopback, _server.Ports[0]);
        await socket.SendTextAsync("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
        byte[] buffer = new byte[64 * 1024];
        for (int left = bytes; left > 0;)
            left -= await socket.ReceiveAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)));
        return await _cut;
    }

    private static Socket Listen(EndPoint endPoint)
    {
        // Connections inherit it.
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        socket.SendBufferSize = SendBuffer;
        return socket;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
