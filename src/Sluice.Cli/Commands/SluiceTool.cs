using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary>The whole command line: its tree of commands, and the one place where failures become a line and an exit code.</summary>
internal static class SluiceTool
{
    private const string Name = "sluice";

    // No response files: "--text @home" is text. No bundles: a file may be called "-abc".
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static async Task<ExitCode> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        // Interruption watches for signals; the parser's own watch would cut a command off after two seconds.
        InvocationConfiguration invocation = new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            ParseResult parsed = Parse(args);
            if (parsed.Action is ParseErrorAction)
                throw CommandException.Usage($"{WhatIsWrong(parsed)} '{Path(parsed)} --help' tells what can be given.");
            return (ExitCode)await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (Exception fault) when (Failures.TryDescribe(fault, out CommandException? failure))
        {
            await error.WriteLineAsync($"{Name}: {OneLine.Of(failure.Message)}");
            return failure.ExitCode;
        }
    }

    public static ParseResult Parse(string[] args)
    {
        // The parser takes the word after "--text=" for its value, where --text=$EMPTY means no text at all. Behind "--" it is the name of a file.
        int options = Array.IndexOf(args, "--") is >= 0 and var index ? index : args.Length;
        IEnumerable<string> words = args[..options].SelectMany(static word => word is "--text=" or "--hex=" ? [word[..^1], string.Empty] : (string[])[word]);
        return CreateRoot().Parse([.. words, .. args[options..]], Parsing);
    }

    // Not a RootCommand, which would go by the name of the assembly and not by that of the command.
    private static Command CreateRoot() => new(Name, "Sends files and text over connected sockets, receives them, and shows what Sluice does on this machine.")
    {
        new SendCommand(),
        new ReceiveCommand(),
        new ServeCommand(),
        new DemoCommand(),
        new CompareCommand(),
        new CompletionCommand(),
        new LegCommand(),
        new SuggestCommand(),
        new HelpOption { Action = new HelpWithExitCodes(new HelpAction()) },
        new VersionOption(),
    };

    private static string Path(ParseResult parsed) =>
        parsed.CommandResult.Command is { Name: not Name and var name } ? $"{Name} {name}" : Name;

    // The parser first says what is missing; the word that it could not place is nearer to the mistake.
    private static string WhatIsWrong(ParseResult parsed) =>
        parsed.UnmatchedTokens is [var word, ..] ? $"'{word}' is not understood here." : parsed.Errors[0].Message;
}
