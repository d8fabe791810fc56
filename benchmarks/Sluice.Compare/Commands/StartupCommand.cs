using System.CommandLine;
using System.Text.Json;
using Sluice.Compare.Startup;
using Spectre.Console;

namespace Sluice.Compare.Commands;

/// <summary>What the first send of a process costs.</summary>
internal static class StartupCommand
{
    private const int TableWidth = 150;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        Option<string[]> builds = new("--build")
        {
            Description = "NAME=PATH of a build of Sluice.FirstSend, its dll or its executable; as often as there are builds.",
            Required = true,
        };
        Option<int> runs = new("--runs") { Description = "Processes of every build and way.", DefaultValueFactory = _ => 25 };
        Option<string?> json = new("--json") { Description = "A file to write the figures to." };
        Command command = new("startup", "The first send of a fresh process, under the JIT and compiled ahead of time, against a plain Socket.SendAsync.") { Options = { builds, runs, json } };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<StartupFigures> figures = await StartupStudy.RunAsync(
                [.. parsed.GetRequiredValue(builds).Select(StartupBuild.Parse)], parsed.GetRequiredValue(runs), Console.Error.WriteLine, cancellationToken).ConfigureAwait(false);
            IAnsiConsole console = AnsiConsole.Console;
            console.Profile.Width = Math.Max(console.Profile.Width, TableWidth);
            StartupStudy.Write(figures, console);
            if (parsed.GetValue(json) is { } path)
                await File.WriteAllTextAsync(path, JsonSerializer.Serialize(figures, Json), cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
