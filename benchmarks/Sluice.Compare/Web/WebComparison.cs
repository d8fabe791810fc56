using Sluice.Compare.Files;

namespace Sluice.Compare.Web;

/// <summary>Servers side by side: all run the whole time, and have their turns one after another, round by round.</summary>
internal sealed class WebComparison(WebSettings settings, WebReport report)
{
    /// <returns>All legs, of all sizes.</returns>
    public async Task<List<WebLeg>> RunAsync(CancellationToken cancellationToken)
    {
        using TemporaryFolder temporary = new("web");
        string folder = temporary.FullName;
        List<IWebServer> servers = [];
        List<WebLeg> all = [];
        using Wrk wrk = new();
        try
        {
            foreach (WebTarget target in settings.Targets)
                WriteFile(folder, target.FileBytes);
            foreach (string name in settings.Servers)
                servers.Add(await WebServers.StartAsync(name, folder, cancellationToken).ConfigureAwait(false));
            await WarmUpAsync(folder, servers, wrk, cancellationToken).ConfigureAwait(false);
            foreach (WebTarget target in settings.Targets)
            {
                List<WebLeg> legs = await RunAsync(target, servers, wrk, cancellationToken).ConfigureAwait(false);
                report.Write(target, legs);
                all.AddRange(legs);
            }

            return all;
        }
        finally
        {
            foreach (IWebServer server in servers)
                server.Dispose();
        }
    }

    /// <summary>Many small requests, so that no compiler runs while large ones, of which there are few, are measured.</summary>
    private async Task WarmUpAsync(string folder, List<IWebServer> servers, Wrk wrk, CancellationToken cancellationToken)
    {
        foreach (long bytes in new long[] { 4 * 1024, 64 * 1024, 1024 * 1024 })
        {
            WriteFile(folder, bytes);
            foreach (IWebServer server in servers)
                await WebLeg.RunAsync(server, wrk, bytes, settings.Connections, settings.WarmUp * 2, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<WebLeg>> RunAsync(WebTarget target, List<IWebServer> servers, Wrk wrk, CancellationToken cancellationToken)
    {
        List<WebLeg> legs = [];
        foreach (IWebServer server in servers)
            await WebLeg.RunAsync(server, wrk, target.FileBytes, settings.Connections, settings.WarmUp, cancellationToken).ConfigureAwait(false);
        for (int round = 0; round < settings.Rounds; round++)
        {
            // Every round begins with another one: none always follows the same.
            for (int turn = 0; turn < servers.Count; turn++)
            {
                IWebServer server = servers[(turn + round) % servers.Count];
                legs.Add(await WebLeg.RunAsync(server, wrk, target.FileBytes, settings.Connections, settings.Duration, cancellationToken).ConfigureAwait(false));
            }
        }

        return legs;
    }

    private static void WriteFile(string folder, long bytes)
    {
        byte[] content = new byte[bytes];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(Path.Combine(folder, WebLeg.FileName(bytes)), content);
    }
}
