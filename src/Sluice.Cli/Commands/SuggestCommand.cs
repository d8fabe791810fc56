using System.CommandLine;
using System.CommandLine.Completions;

namespace Sluice.Cli.Commands;

/// <summary>
/// <c>sluice suggest -- WORD...</c>, hidden: what the last word, which may be empty, can become; a suggestion a line, and none where it is a name of a file or of the user's own.
/// </summary>
internal sealed class SuggestCommand : Command
{
    private readonly Argument<string[]> _words = new("WORD") { Arity = ArgumentArity.ZeroOrMore };

    public SuggestCommand()
        : base("suggest", "Completes a command line; for the scripts of 'sluice completion'.")
    {
        Hidden = true;
        Arguments.Add(_words);
        SetAction(Run);
    }

    internal static IEnumerable<string> Suggest(string[] words)
    {
        string prefix = words.Length > 0 ? words[^1] : "";
        string[] before = words.Length > 0 ? words[..^1] : [];
        if (before.Contains("--"))
            return [];
        Command command = SluiceTool.Parse(before).CommandResult.Command;
        Option? pending = before.Length > 0 ? command.Options.FirstOrDefault(option => option.Name == before[^1] && option.Arity.MaximumNumberOfValues > 0 && !IsFlag(option)) : null;
        IEnumerable<string> all = pending is null ? WordsOf(command, prefix) : pending.GetCompletions(CompletionContext.Empty).Select(static item => item.Label);
        return all.Where(word => word.StartsWith(prefix, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);
    }

    private int Run(ParseResult parsed)
    {
        foreach (string suggestion in Suggest(parsed.GetValue(_words) ?? []))
            parsed.InvocationConfiguration.Output.WriteLine(suggestion);
        return (int)ExitCode.Success;
    }

    private static bool IsFlag(Option option) => option.ValueType == typeof(bool);

    private static IEnumerable<string> WordsOf(Command command, string prefix)
    {
        IEnumerable<string> options = command.Options.Where(static option => !option.Hidden).Select(static option => option.Name);
        IEnumerable<string> others =
        [
            .. command.Subcommands.Where(static sub => !sub.Hidden).Select(static sub => sub.Name),
            .. command.Arguments.SelectMany(static argument => argument.GetCompletions(CompletionContext.Empty)).Select(static item => item.Label),
        ];

        // Options of a command that takes files would stand in the way of their names.
        return prefix.StartsWith('-') ? options : others;
    }
}
