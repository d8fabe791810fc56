using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.Compare.Files;
using Sluice.Compare.Legs;

namespace Sluice.Compare.Web;

/// <summary>nginx, as its documentation tunes it for files: sendfile and tcp_nopush on, no access log, a worker per processor.</summary>
internal sealed class NginxServer : IWebServer
{
    private readonly ChildProcess _process;
    private readonly TemporaryFolder _state;

    private NginxServer(ChildProcess process, TemporaryFolder state, int port, int master)
    {
        _process = process;
        _state = state;
        Port = port;
        Processes = [.. File.ReadAllText($"/proc/{master}/task/{master}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
    }

    public string Name => "nginx";

    public int Port { get; }

    public IReadOnlyList<int> Processes { get; }

    public static async Task<NginxServer> StartAsync(string folder, CancellationToken cancellationToken)
    {
        TemporaryFolder state = new("nginx");
        int port = FreePort();
        await File.WriteAllTextAsync(state["nginx.conf"], Configuration(folder, state.FullName, port), cancellationToken).ConfigureAwait(false);
        ChildProcess process = new("/usr/sbin/nginx", ["-p", state.FullName, "-c", "nginx.conf"]);
        try
        {
            await WaitForAsync(port, cancellationToken).ConfigureAwait(false);
            int master = int.Parse(await File.ReadAllTextAsync(state["pid"], cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
            return new NginxServer(process, state, port, master);
        }
        catch
        {
            process.Dispose();
            state.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _state.Dispose();
    }

    private static string Configuration(string folder, string state, int port) => $$"""
        daemon off;
        user root;
        worker_processes auto;
        pid {{state}}/pid;
        error_log stderr crit;
        events { worker_connections 4096; }
        http {
            access_log off;
            sendfile on;
            tcp_nopush on;
            keepalive_requests 1000000000;
            client_body_temp_path {{state}};
            proxy_temp_path {{state}};
            fastcgi_temp_path {{state}};
            uwsgi_temp_path {{state}};
            scgi_temp_path {{state}};
            server { listen 127.0.0.1:{{port}}; root {{folder}}; }
        }
        """;

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task WaitForAsync(int port, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token).ConfigureAwait(false);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, limit.Token).ConfigureAwait(false);
            }
        }
    }
}
