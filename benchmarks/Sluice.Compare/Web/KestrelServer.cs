using System.Globalization;
using Sluice.Compare.Legs;

namespace Sluice.Compare.Web;

/// <summary>A Kestrel: this program, again.</summary>
internal sealed class KestrelServer : IWebServer
{
    private readonly ChildProcess _process;

    private KestrelServer(string name, ChildProcess process, string line)
    {
        _process = process;
        Name = name;
        string[] parts = line.Split(' ');
        Port = int.Parse(parts[0], CultureInfo.InvariantCulture);
        Processes = [int.Parse(parts[1], CultureInfo.InvariantCulture)];
    }

    public string Name { get; }

    public int Port { get; }

    public IReadOnlyList<int> Processes { get; }

    public static async Task<KestrelServer> StartAsync(string name, string folder, CancellationToken cancellationToken)
    {
        string[] arguments = ["kestrel-server", "--peer", WebServers.Untuned(name), "--folder", folder];
        ChildProcess process = WebServers.IsTuned(name)
            ? ChildProcess.Self(arguments, ("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0"))
            : ChildProcess.Self(arguments);
        return new KestrelServer(name, process, await process.ReadLineAsync(cancellationToken).ConfigureAwait(false));
    }

    public void Dispose() => _process.Dispose();
}
