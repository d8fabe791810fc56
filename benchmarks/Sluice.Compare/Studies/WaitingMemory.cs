using System.Globalization;
using Spectre.Console;

namespace Sluice.Compare.Studies;

/// <summary>What a send costs in managed and native memory while it waits, by profile: several behind each other on every socket.</summary>
internal static class WaitingMemory
{
    private const int Sockets = 1000;
    private const int SendsPerSocket = 10;

    public static async Task RunAsync(IAnsiConsole console, CancellationToken cancellationToken)
    {
        Table table = new() { Border = TableBorder.Simple, Title = new TableTitle($"{Sockets * SendsPerSocket} waiting sends on {Sockets} sockets") };
        table.AddColumn("profile");
        foreach (string column in new[] { "managed B/send", "resident B/send", "threads" })
            table.AddColumn(column, static column => column.RightAligned().NoWrap());

        // The first pass pays for the process: code, tables, the framework's own.
        await MeasureAsync(TransmitterProfile.Server, cancellationToken).ConfigureAwait(false);
        foreach (TransmitterProfile profile in Enum.GetValues<TransmitterProfile>())
        {
            (MemoryUsage before, MemoryUsage after) = await MeasureAsync(profile, cancellationToken).ConfigureAwait(false);
            table.AddRow(profile.ToString(), PerSend(after.Managed - before.Managed), PerSend(after.Resident - before.Resident), Text(after.Threads));
        }

        console.Write(table);
    }

    private static async Task<(MemoryUsage Before, MemoryUsage After)> MeasureAsync(TransmitterProfile profile, CancellationToken cancellationToken)
    {
        await using Transmitter transmitter = new(new TransmitterOptions { Profile = profile });
        await using WaitingSends waiting = await WaitingSends.BeginAsync(transmitter, Sockets, SendsPerSocket, cancellationToken).ConfigureAwait(false);
        return (waiting.Before, waiting.After);
    }

    private static string PerSend(double bytes) => Text(bytes / (Sockets * SendsPerSocket));

    private static string Text(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
