using System.CommandLine;
using System.Globalization;
using Sluice.Compare.Calls;
using Sluice.Compare.Peers;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Commands;

/// <summary>The program itself.</summary>
internal static class CompareCommand
{
    private const int TableWidth = 200;

    public static RootCommand Create()
    {
        string[] letters = [.. WorkloadCatalog.All.Select(static workload => $"{workload.Letter}")];
        Option<string> workloads = new Option<string>("--workload")
        {
            Description = $"Letters, separated by commas: {string.Join(", ", letters)}.",
            DefaultValueFactory = _ => string.Join(',', letters),
        }.OfWords(letters);
        Option<string?> peers = new Option<string?>("--peers") { Description = "Names, separated by commas; all unless given." }.OfWords(PeerCatalog.All.Select(static peer => peer.Name));
        Option<string?> modes = new Option<string?>("--mode") { Description = "flood, answers (a byte for every send, which the next one waits for), or both separated by a comma. flood unless given; both with --quick." }.OfWords("flood", "answers");
        Option<string?> connections = new Option<string?>("--connections") { Description = "Numbers of connections, separated by commas; each workload's own unless given." }.OfNumbers();
        Option<int> rounds = new("--rounds") { Description = "Rounds; every one has a leg of every peer.", DefaultValueFactory = _ => 5 };
        Option<double> seconds = new("--seconds") { Description = "Length of a leg's measured window.", DefaultValueFactory = _ => 2 };
        Option<double> warmUp = new("--warm-up") { Description = "Seconds before the window; with less than four the just-in-time compiler works on in it.", DefaultValueFactory = _ => 4 };
        Option<CallSource?> counting = new("--system-calls") { Description = "Who counts them, in legs of their own: perf, strace, meter (Sluice's own, for it alone) or none. The first of these that works unless given; none with --quick." };
        Option<string?> json = new("--json") { Description = "A file to write everything measured to." };
        Option<bool> quick = new("--quick") { Description = "Every peer, workload and mode once and briefly: only shows that everything runs." };
        RootCommand root = new("Sends whole workloads by Sluice and its peers, side by side in one run, and compares them.")
        {
            Options = { workloads, peers, modes, connections, rounds, seconds, warmUp, counting, json, quick },
        };
        root.SetAction(async (parsed, cancellationToken) =>
        {
            bool isQuick = parsed.GetValue(quick);
            CompareSettings settings = new(
                [.. Variations(parsed.GetValue(workloads)!, parsed.GetValue(modes) ?? (isQuick ? "flood,answers" : "flood"), parsed.GetValue(connections))],
                parsed.GetValue(peers) is { } names ? [.. WordList.Split(names).Select(PeerCatalog.Find)] : PeerCatalog.All,
                parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                parsed.GetValue(counting) ?? (isQuick ? CallSource.None : null), parsed.GetValue(json));
            await CompareRun.RunAsync(isQuick ? settings.Quick() : settings, FigureOutput.WideConsole(TableWidth), cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return root;
    }

    /// <summary>Every workload in every mode with every number of connections, as far as that makes sense.</summary>
    private static IEnumerable<Workload> Variations(string letters, string modes, string? connections) =>
        from letter in WordList.Split(letters)
        let listed = WorkloadCatalog.Find(letter[0])
        from mode in WordList.Split(modes)
        from count in connections is null ? [listed.Connections] : WordList.Split(connections).Select(count => int.Parse(count, CultureInfo.InvariantCulture))
        let workload = listed with { Mode = Enum.Parse<SendMode>(mode, ignoreCase: true), Connections = count }
        where workload.IsSensible
        select workload;
}
