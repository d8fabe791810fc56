using System.CommandLine;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary>The options by which a command is told what to say.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Print an object of JSON on a line of its own for each thing that there is to tell." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing but failures." };

    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_quiet);
    }

    public OutputForm Read(ParseResult parsed) => (parsed.GetValue(_json), parsed.GetValue(_quiet)) switch
    {
        (true, true) => throw CommandException.Usage("--json and --quiet exclude each other: leave one of them out."),
        (true, _) => OutputForm.Json,
        (_, true) => OutputForm.Quiet,
        _ => OutputForm.Lines,
    };
}
