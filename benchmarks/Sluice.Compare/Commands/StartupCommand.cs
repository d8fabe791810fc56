using System.CommandLine;
using System.CommandLine.Parsing;
using Sluice.Compare.Startup;

namespace Sluice.Compare.Commands;

/// <summary>What the first send of a process costs.</summary>
internal static class StartupCommand
{
    private const int TableWidth = 150;

    public static Command Create()
    {
        Option<string[]> builds = new("--build")
        {
            Description = "NAME=PATH of a build of Sluice.FirstSend, its dll or its executable; as often as there are builds.",
            Required = true,
        };
        builds.Validators.Add(static result =>
        {
            foreach (Token token in result.Tokens.Where(static token => StartupBuild.Parse(token.Value) is null))
                result.AddError($"--build: '{token.Value}' is not NAME=PATH with the path of a build of Sluice.FirstSend.");
        });
        Option<int> runs = new("--runs") { Description = "Processes of every build and way.", DefaultValueFactory = _ => 25 };
        Option<string?> json = new("--json") { Description = "A file to write the figures to." };
        Command command = new("startup", "The first send of a fresh process, under the JIT and compiled ahead of time, against a plain Socket.SendAsync.") { Options = { builds, runs, json } };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<StartupFigures> figures = await StartupStudy.RunAsync(
                [.. parsed.GetRequiredValue(builds).Select(static build => StartupBuild.Parse(build)!)], parsed.GetRequiredValue(runs), Console.Error.WriteLine, cancellationToken).ConfigureAwait(false);
            StartupStudy.Write(figures, FigureOutput.WideConsole(TableWidth));
            await FigureOutput.WriteAsync(parsed.GetValue(json), figures, cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
