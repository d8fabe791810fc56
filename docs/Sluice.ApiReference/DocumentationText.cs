using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Sluice.ApiReference;

/// <summary>The XML documentation in Markdown. What it does not know is an error: nothing is left out in silence.</summary>
internal sealed partial class DocumentationText(Libraries libraries, Links links)
{
    /// <summary>The text of an element, without blocks of code, on one line.</summary>
    public string Line(XElement element)
    {
        StringBuilder text = new();
        foreach (XNode node in element.Nodes())
            text.Append(node is XElement child ? Inline(child) : Pages().Replace(Markdown.Escape(((XText)node).Value), "[$1.md](../$1.md)"));
        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    /// <summary>The blocks of code in an example. Text between them is not used, and not known.</summary>
    public static IEnumerable<string> CodeOf(XElement example)
    {
        foreach (XNode node in example.Nodes().Where(node => node is not XText text || !string.IsNullOrWhiteSpace(text.Value)))
            yield return node is XElement { Name.LocalName: "code" } code ? Unindented(code.Value) : throw new InvalidDataException($"An example has more than code: {node}");
    }

    private string Inline(XElement element) => element.Name.LocalName switch
    {
        "see" when element.Attribute("cref") is { } cref => links.To(Resolve(cref.Value), element.Value),
        "see" when element.Attribute("langword") is { } word => Markdown.Code(word.Value),
        "see" when element.Attribute("href") is { } address => $"[{Markdown.Escape(element.Value)}]({address.Value})",
        "paramref" or "typeparamref" => Markdown.Code(element.Attribute("name")!.Value),
        "c" => Markdown.Code(element.Value),
        _ => throw new InvalidDataException($"The reference does not know this element of the XML documentation yet: {element}"),
    };

    /// <summary>What a cref means.</summary>
    public ISymbol Resolve(string cref) => libraries.Find(cref) ?? throw new InvalidDataException($"{cref} leads nowhere.");

    private static string Unindented(string code)
    {
        string[] lines = code.Split('\n');
        int indent = lines.Where(line => !string.IsNullOrWhiteSpace(line)).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length < indent ? "" : line[indent..].TrimEnd())).Trim('\n');
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\bdocs/([a-z-]+)\.md")]
    private static partial Regex Pages();
}
