using System.Globalization;
using Sluice.Compare.Files;
using Sluice.Compare.Legs;

namespace Sluice.Compare.Web;

/// <summary>The load generator wrk, with its totals in exact numbers.</summary>
internal sealed class Wrk : IDisposable
{
    private const string Script = """
        done = function(summary, latency, requests)
            local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
            io.write(string.format("totals %d %d %d %d\n", summary.bytes, summary.requests, errors, summary.duration))
        end
        """;

    private readonly TemporaryFolder _folder = new("wrk");
    private readonly string _script;

    public Wrk()
    {
        _script = _folder["totals.lua"];
        File.WriteAllText(_script, Script);
    }

    /// <summary>Loads a server for a while.</summary>
    public async Task<WrkTotals> RunAsync(int port, string target, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        string seconds = Math.Max(1, Math.Ceiling(duration.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        using ChildProcess wrk = new("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "60s", "-s", _script, $"http://127.0.0.1:{port}/{target}"]);
        string line;
        do
            line = await wrk.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        while (!line.StartsWith("totals ", StringComparison.Ordinal));
        await wrk.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        long[] numbers = [.. line.Split(' ').Skip(1).Select(part => long.Parse(part, CultureInfo.InvariantCulture))];
        return new WrkTotals(numbers[0], numbers[1], numbers[2], numbers[3] / 1e6);
    }

    public void Dispose() => _folder.Dispose();
}
