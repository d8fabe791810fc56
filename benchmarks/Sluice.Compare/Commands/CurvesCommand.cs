using System.CommandLine;
using Sluice.Compare.Studies;
using Sluice.Compare.Workloads;

namespace Sluice.Compare.Commands;

/// <summary>How the cost of a send grows.</summary>
internal static class CurvesCommand
{
    private const int TableWidth = 140;
    private const int MostWhenQuick = 100;
    private static readonly TimeSpan QuickTime = TimeSpan.FromSeconds(0.1);

    public static Command Create()
    {
        string[] all = [.. GrowthCatalog.All.Select(static growth => growth.Name)];
        Option<string> names = new Option<string>("--curves")
        {
            Description = "connections, buffers (of a send), files (of a send), separated by commas.",
            DefaultValueFactory = _ => string.Join(',', all),
        }.OfWords(all);
        Option<SendMode> mode = new("--mode") { Description = "flood or answers." };
        Option<int> most = new("--most") { Description = "Leaves points beyond it out.", DefaultValueFactory = _ => int.MaxValue };
        Option<int> rounds = new("--rounds") { Description = "Rounds of each point; every one has a leg of every peer.", DefaultValueFactory = _ => 3 };
        Option<double> seconds = new("--seconds") { Description = "Length of a leg's measured window.", DefaultValueFactory = _ => 1 };
        Option<double> warmUp = new("--warm-up") { Description = "Seconds before the window.", DefaultValueFactory = _ => 1 };
        Option<string?> json = new("--json") { Description = "A file to write the curves to; the plot command draws it." };
        Option<bool> quick = new("--quick") { Description = "The first points of every curve once and briefly: only shows that everything runs." };
        Command command = new("curves", "How the cost of a send grows with connections, and with its buffers and files, beside C. 10,000 connections need as many descriptors (ulimit -n).")
        {
            Options = { names, mode, most, rounds, seconds, warmUp, json, quick },
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            GrowthSettings settings = new(
                [.. WordList.Split(parsed.GetRequiredValue(names)).Select(GrowthCatalog.Find)], parsed.GetValue(mode), parsed.GetValue(most), parsed.GetValue(rounds),
                TimeSpan.FromSeconds(parsed.GetValue(warmUp)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(json));
            if (parsed.GetValue(quick))
                settings = settings with { Most = MostWhenQuick, Rounds = 1, WarmUp = QuickTime, Window = QuickTime };
            await GrowthCurves.RunAsync(settings, FigureOutput.WideConsole(TableWidth), cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
