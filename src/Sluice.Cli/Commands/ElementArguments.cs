using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Sluice.Cli.Elements;

namespace Sluice.Cli.Commands;

/// <summary>
/// What to send, in the order in which it was typed: files and their ranges, wildcard patterns, the standard input, <c>--text</c> and <c>--hex</c>, in any mixture, with
/// <c>--eop</c> between them.
/// </summary>
internal sealed class ElementArguments
{
    private const string StandardInputName = "-";

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

    private readonly Option<bool> _endOfPacket = new("--eop")
    {
        Description = "Ends the packet after the element before it: over UDP the datagram, else the send request. May be given many times.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "A file to send at this place; FILE@OFFSET+COUNT for a part of it, FILE@OFFSET to its end, FILE@+COUNT from its beginning; "
            + "a quoted pattern with * or ? in its last part: every match, in the order of names; - for the standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_text);
        command.Options.Add(_hex);
        command.Options.Add(_endOfPacket);
        command.Arguments.Add(_files);
    }

    /// <summary>The elements in the order of the command line. Files are only named here: the send opens them.</summary>
    public SendElement[] Read(ParseResult parsed)
    {
        // Each result has its own tokens in order; only the list of all tokens tells the order between them.
        Dictionary<Token, Kind> owners = new(ReferenceEqualityComparer.Instance);
        Own(owners, parsed.GetResult(_text), Kind.Text);
        Own(owners, parsed.GetResult(_hex), Kind.Hex);
        Own(owners, parsed.GetResult(_files), Kind.File);

        List<SendElement> elements = new(owners.Count);
        bool canBeOption = true;
        foreach (Token token in parsed.Tokens)
        {
            canBeOption &= token.Type != TokenType.DoubleDash;
            if (owners.TryGetValue(token, out Kind kind))
                elements.Add(Create(canBeOption && kind == Kind.File && token.Value.StartsWith('-') ? Kind.Dashed : kind, token.Value));
            else if (token.Type == TokenType.Option && token.Value == _endOfPacket.Name)
                EndPacket(elements);
        }

        if (elements.Count(static element => element.IsStandardInput) > 1)
            throw CommandException.Usage("the standard input can be read but once: give - for one element.");
        return elements.Count > 0 ? [.. elements] : throw CommandException.Usage("nothing to send: give files, --text or --hex, or - for the standard input.");
    }

    private static void Own(Dictionary<Token, Kind> owners, SymbolResult? result, Kind kind)
    {
        foreach (Token token in result?.Tokens ?? [])
            owners.Add(token, kind);
    }

    private static void EndPacket(List<SendElement> elements)
    {
        if (elements.Count == 0)
            throw CommandException.Usage("--eop ends the packet after the element before it, and none is before it: put it behind one.");
        elements[^1] = elements[^1] with { EndsPacket = true };
    }

    private static SendElement Create(Kind kind, string value) => kind switch
    {
        Kind.Text => SendElement.FromMemory(Encoding.UTF8.GetBytes(value)),
        Kind.Hex => FromHex(value),
        Kind.Dashed when value == StandardInputName => SendElement.StandardInput,
        Kind.Dashed => throw CommandException.Usage($"there is no option '{value}': for a file of that name write ./{value}."),
        _ => FileArgument.Parse(value),
    };

    private static SendElement FromHex(string digits)
    {
        try
        {
            return SendElement.FromMemory(Convert.FromHexString(digits.Replace(" ", string.Empty, StringComparison.Ordinal)));
        }
        catch (FormatException)
        {
            throw CommandException.Usage($"--hex '{digits}' is not hexadecimal: give pairs of the digits 0-9 and a-f, as in 0d0a.");
        }
    }

    private enum Kind
    {
        Text,
        Hex,
        File,

        /// <summary>What would be a file, if it did not look like an option.</summary>
        Dashed,
    }
}
