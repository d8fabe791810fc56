using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Tests.Support;
using Sluice.TestSupport;
using Sluice.TestSupport.Mounts;
using Sluice.TestSupport.Processes;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>The example of a deployment, examples/deploy, with the real HAProxy.</summary>
public sealed class HaproxyTests
{
    [Fact]
    public async Task OneInstanceStoppedUnderLoad_FailsNoRequest()
    {
        await Packages.RequireAsync("haproxy");
        using TemporaryFolder folder = new();
        await using FileServerProcess one = await FileServerProcess.StartAsync("--drain", "3");
        await using FileServerProcess two = await FileServerProcess.StartAsync("--drain", "3");
        int port = FreePort();
        string example = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "examples", "deploy", "haproxy.cfg"));
        folder.WriteText("haproxy.cfg", example.Replace("127.0.0.1:8080", $"127.0.0.1:{port}").Replace("127.0.0.1:8081", one.Address.Authority)
            .Replace("127.0.0.1:8082", two.Address.Authority));
        using ChildProcess haproxy = ChildProcess.Start("/usr/sbin/haproxy", "-db", "-f", folder["haproxy.cfg"]);
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await haproxy.UntilAsync(() => IsServing(client), "HAProxy serves");

        using CancellationTokenSource enough = new();
        Task<int>[] load = [.. Enumerable.Range(0, 8).Select(_ => RequestUntilAsync(client, enough.Token))];
        await one.Tool.SignalAsync("TERM");
        ToolResult stopped = await one.Tool.ExitAsync();
        for (int i = 0; i < 50; i++)
            Assert.Equal("plain text", await client.GetStringAsync("/a.txt"));
        await enough.CancelAsync();
        int[] answered = await Task.WhenAll(load).WaitAsync(Bound.Wait);

        Assert.Equal(0, stopped.ExitCode);
        Assert.All(answered, count => Assert.True(count > 10, $"only {count} requests were made"));
    }

    /// <summary>Small and large files, one after another; throws at the first that fails.</summary>
    private static async Task<int> RequestUntilAsync(HttpClient client, CancellationToken enough)
    {
        int count = 0;
        while (!enough.IsCancellationRequested)
        {
            Assert.Equal("plain text", await client.GetStringAsync("/a.txt", CancellationToken.None));
            if (count++ % 50 == 0)
                Assert.Equal(32 * 1024 * 1024, (await client.GetByteArrayAsync("/large.bin", CancellationToken.None)).Length);
        }

        return count;
    }

    private static bool IsServing(HttpClient client)
    {
        try
        {
            using HttpResponseMessage response = client.Send(new HttpRequestMessage(HttpMethod.Get, "/-/health"));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
