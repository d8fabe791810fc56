using System.CommandLine;
using Sluice.Cli.Demo;
using Sluice.Cli.Output;
using Spectre.Console;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice demo</c>: this library and the stock call side by side, on this machine.</summary>
internal sealed class DemoCommand : Command, IExplained
{
    // A table in a file or a pipe is not to be broken at the width of a terminal that is not there.
    private const int PlainWidth = 160;

    private const long MostBytes = 1L << 40;

    private readonly Option<string> _size = new("--size")
    {
        Description = "Size of the generated file, as in 8MiB or 1GB.",
        HelpName = "SIZE",
        DefaultValueFactory = static _ => "256MiB",
    };

    public DemoCommand()
        : base("demo", "Sends text, files and a large generated file over loopback, with Sluice and with the stock call, checks every byte and compares both.")
    {
        Options.Add(_size);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples => ["sluice demo", "sluice demo --size 1GiB > comparison.md"];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string text = parsed.GetRequiredValue(_size);
        if (!ByteSize.TryParse(text, out long bytes) || bytes is 0 or > MostBytes)
            throw CommandException.Usage($"--size '{text}' is not a size from 1 byte to 1,024 GiB: give a number and a unit, as in 8MiB or 1GB.");

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(parsed.InvocationConfiguration.Output) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = PlainWidth;
        return (int)await new DemoRunner(console).RunAsync(bytes, cancellationToken);
    }
}
