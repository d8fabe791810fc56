using System.Globalization;
using Sluice.Compare.Legs;

namespace Sluice.Compare.Web;

/// <summary>Kestrel, stock or with Sluice: this program, again.</summary>
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
        ChildProcess process = ChildProcess.Self(["kestrel-server", "--peer", name, "--folder", folder]);
        return new KestrelServer(name, process, await process.ReadLineAsync(cancellationToken).ConfigureAwait(false));
    }

    public void Dispose() => _process.Dispose();
}
