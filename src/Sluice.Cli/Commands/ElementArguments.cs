using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Cli.Commands;

/// <summary>
/// What to send, in the order in which it was typed: files, wildcard patterns, <c>--text</c> and <c>--hex</c>, in any mixture.
/// </summary>
internal sealed class ElementArguments
{
    private readonly Option<string[]> _text = new("--text")
    {
        Description = "Text to send at this place, as UTF-8. May be given many times.",
        HelpName = "STR",
    };

    private readonly Option<string[]> _hex = new("--hex")
    {
        Description = "Bytes to send at this place, as pairs of hexadecimal digits. May be given many times.",
        HelpName = "STR",
    };

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "A file to send at this place, or a quoted pattern with * or ? in its last part: every match, in the order of names.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_text);
        command.Options.Add(_hex);
        command.Arguments.Add(_files);
    }

    /// <summary>The elements in the order of the command line. Files are only named here: the send opens them.</summary>
    public SendPacketsElement[] Read(ParseResult parsed)
    {
        // Each result has its own tokens in order; only the list of all tokens tells the order between them.
        Dictionary<Token, Kind> owners = new(ReferenceEqualityComparer.Instance);
        Own(owners, parsed.GetResult(_text), Kind.Text);
        Own(owners, parsed.GetResult(_hex), Kind.Hex);
        Own(owners, parsed.GetResult(_files), Kind.File);

        List<SendPacketsElement> elements = new(owners.Count);
        bool canBeOption = true;
        foreach (Token token in parsed.Tokens)
        {
            canBeOption &= token.Type != TokenType.DoubleDash;
            if (!owners.TryGetValue(token, out Kind kind))
                continue;
            if (kind == Kind.File && canBeOption && token.Value.StartsWith('-'))
                throw CommandException.Usage($"there is no option '{token.Value}': for a file of that name write ./{token.Value}.");
            elements.Add(Create(kind, token.Value));
        }

        return elements.Count > 0 ? [.. elements] : throw CommandException.Usage("nothing to send: give files, --text or --hex.");
    }

    private static void Own(Dictionary<Token, Kind> owners, SymbolResult? result, Kind kind)
    {
        foreach (Token token in result?.Tokens ?? [])
            owners.Add(token, kind);
    }

    private static SendPacketsElement Create(Kind kind, string value) => kind switch
    {
        Kind.Text => new SendPacketsElement(Encoding.UTF8.GetBytes(value)),
        Kind.Hex => FromHex(value),
        _ => FromFile(value),
    };

    private static SendPacketsElement FromHex(string digits)
    {
        try
        {
            return new SendPacketsElement(Convert.FromHexString(digits.Replace(" ", string.Empty, StringComparison.Ordinal)));
        }
        catch (FormatException)
        {
            throw CommandException.Usage($"--hex '{digits}' is not hexadecimal: give pairs of the digits 0-9 and a-f, as in 0d0a.");
        }
    }

    private static SendPacketsElement FromFile(string path) =>
        path.Length > 0 ? new SendPacketsElement(path) : throw CommandException.Usage("a file name is empty: leave it out, or give --text \"\" for no bytes.");

    private enum Kind
    {
        Text,
        Hex,
        File,
    }
}
