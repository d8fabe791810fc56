using Spectre.Console;

namespace Sluice.Cli.Output;

/// <summary>Pages of tables: boxed in a terminal, Markdown in a file or a pipe.</summary>
internal static class Page
{
    // A table in a file or a pipe is not to be broken at the width of a terminal that is not there.
    private const int PlainWidth = 160;

    public static IAnsiConsole On(TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = PlainWidth;
        return console;
    }

    public static Table CreateTable(IAnsiConsole console) => new() { Border = console.Profile.Out.IsTerminal ? TableBorder.Rounded : TableBorder.Markdown };
}
