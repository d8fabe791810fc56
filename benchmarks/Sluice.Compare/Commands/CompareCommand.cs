using System.CommandLine;
using Sluice.Compare.Peers;
using Sluice.Compare.Workloads;
using Spectre.Console;

namespace Sluice.Compare.Commands;

/// <summary>The program itself.</summary>
internal static class CompareCommand
{
    private const int TableWidth = 180;

    public static RootCommand Create()
    {
        Option<string> workloads = new("--workload") { Description = "Letters, separated by commas: a, b, c, d, e, f.", DefaultValueFactory = _ => "a,b,c,d,e,f" };
        Option<string?> peers = new("--peers") { Description = "Names, separated by commas; all unless given." };
        Option<int> rounds = new("--rounds") { Description = "Rounds; every one has a leg of every peer.", DefaultValueFactory = _ => 5 };
        Option<double> seconds = new("--seconds") { Description = "Length of a leg's measured window.", DefaultValueFactory = _ => 2 };
        Option<double> warmUp = new("--warm-up") { Description = "Seconds before the window.", DefaultValueFactory = _ => 1.5 };
        Option<string?> json = new("--json") { Description = "A file to write everything measured to." };
        Option<bool> quick = new("--quick") { Description = "Every peer and workload once and briefly: only shows that everything runs." };
        RootCommand root = new("Sends whole workloads by Sluice and its peers, side by side in one run, and compares them.")
        {
            Options = { workloads, peers, rounds, seconds, warmUp, json, quick },
        };
        root.SetAction(async (parsed, cancellationToken) =>
        {
            CompareSettings settings = new(
                [.. Split(parsed.GetValue(workloads)!).Select(name => WorkloadCatalog.Find(name[0]))],
                parsed.GetValue(peers) is { } names ? [.. Split(names).Select(PeerCatalog.Find)] : PeerCatalog.All,
                parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(json));
            IAnsiConsole console = AnsiConsole.Console;
            console.Profile.Width = Math.Max(console.Profile.Width, TableWidth);
            await CompareRun.RunAsync(parsed.GetValue(quick) ? settings.Quick() : settings, console, cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return root;
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
