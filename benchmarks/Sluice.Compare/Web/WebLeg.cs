namespace Sluice.Compare.Web;

/// <summary>One server under one load for a few seconds.</summary>
/// <param name="Server">Its name.</param>
/// <param name="FileBytes">The size of the file asked for.</param>
/// <param name="MicrosecondsPerRequest">Processor time of the server for each file's worth of bytes.</param>
/// <param name="RequestsPerSecond">Files' worth of bytes per second.</param>
/// <param name="ResidentMegabytes">Memory of the server at the end.</param>
internal sealed record WebLeg(string Server, long FileBytes, double MicrosecondsPerRequest, double RequestsPerSecond, double ResidentMegabytes)
{
    // A large file is seldom at its end when the time is up, so bytes are counted; a header's are among them.
    private const int HeaderBytes = 250;

    public static async Task<WebLeg> RunAsync(IWebServer server, Wrk wrk, long fileBytes, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        double before = ProcessFigures.ProcessorSeconds(server.Processes);
        WrkTotals totals = await wrk.RunAsync(server.Port, FileName(fileBytes), connections, duration, cancellationToken).ConfigureAwait(false);
        double processor = ProcessFigures.ProcessorSeconds(server.Processes) - before;
        double memory = ProcessFigures.ResidentMegabytes(server.Processes);
        if (totals.Errors > 0)
            throw new InvalidOperationException($"{server.Name} gave {totals.Errors} errors.");
        double requests = fileBytes < 1024 * 1024 ? totals.Requests : (double)totals.Bytes / (fileBytes + HeaderBytes);
        return new WebLeg(server.Name, fileBytes, processor * 1e6 / requests, requests / totals.Seconds, memory);
    }

    public static string FileName(long fileBytes) => $"{fileBytes}.bin";
}
