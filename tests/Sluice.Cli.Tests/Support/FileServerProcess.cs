using System.Net.Sockets;
using System.Text;

namespace Sluice.Cli.Tests.Support;

/// <summary><c>sluice serve</c> in a process of its own, over a folder whose neighbours must never be sent.</summary>
internal sealed class FileServerProcess : IAsyncDisposable
{
    public const string Secret = "this must not get out";

    private const string ListeningOn = "listening on ";

    private readonly TemporaryFolder _folder;

    private FileServerProcess(ToolProcess tool, TemporaryFolder folder, Uri address)
    {
        Tool = tool;
        _folder = folder;
        Address = address;
    }

    public ToolProcess Tool { get; }

    public Uri Address { get; }

    /// <summary>The folder that is served.</summary>
    public string Served => _folder["www"];

    /// <summary>Starts one over a folder with files of all kinds, and waits until it listens.</summary>
    public static async Task<FileServerProcess> StartAsync(params string[] options)
    {
        TemporaryFolder folder = new();
        string www = Directory.CreateDirectory(folder["www"]).FullName;
        folder.WriteText("secret.txt", Secret);
        Directory.CreateDirectory(folder["outside"]);
        folder.WriteText("outside/secret.txt", Secret);
        Directory.CreateDirectory(Path.Combine(www, "sub"));
        Directory.CreateDirectory(Path.Combine(www, ".git"));
        folder.WriteText("www/a.txt", "plain text");
        folder.WriteText("www/sub/index.html", "<title>sub</title>");
        folder.WriteText("www/.hidden", Secret);
        folder.WriteText("www/.git/config", Secret);
        folder.WriteText("www/app.js", "plain();");
        folder.WriteText("www/app.js.br", "as if brotli");
        folder.WriteText("www/app.js.gz", "as if gzip");
        folder.WriteRandom("www/large.bin", 32 * 1024 * 1024);
        File.CreateSymbolicLink(Path.Combine(www, "out.txt"), folder["secret.txt"]);
        File.CreateSymbolicLink(Path.Combine(www, "outdir"), folder["outside"]);
        File.CreateSymbolicLink(Path.Combine(www, "inside.txt"), "a.txt");
        using System.Diagnostics.Process fifo = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(www, "fifo")]);
        await fifo.WaitForExitAsync();
        return await StartOverAsync(folder, options);
    }

    /// <summary>A raw request, and all that comes back until the server ends the connection.</summary>
    public async Task<string> ExchangeAsync(string request)
    {
        using Socket socket = await ConnectAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        MemoryStream all = new();
        await using NetworkStream stream = new(socket);
        await stream.CopyToAsync(all).WaitAsync(Bound.Wait);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    public Task<string> GetAsync(string target, string headers = "") =>
        ExchangeAsync($"GET {target} HTTP/1.1\r\nHost: h\r\n{headers}Connection: close\r\n\r\n");

    public async Task<Socket> ConnectAsync()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Address.Host, Address.Port);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<FileServerProcess> StartOverAsync(TemporaryFolder folder, string[] options)
    {
        ToolProcess tool = ToolProcess.Start(["serve", folder["www"], "--listen", "127.0.0.1:0", .. options]);
        try
        {
            return new FileServerProcess(tool, folder, new Uri((await tool.LineAsync(ListeningOn))[ListeningOn.Length..]));
        }
        catch
        {
            await tool.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

}
