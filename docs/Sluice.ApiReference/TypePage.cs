using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Sluice.ApiReference;

/// <summary>The page of a type: what it is, what it has, and each member in full.</summary>
internal sealed class TypePage
{
    private readonly Library _library;
    private readonly INamedTypeSymbol _type;
    private readonly Links _links;
    private readonly DocumentationText _documentation;
    private readonly StringBuilder _text = new();
    private readonly List<string> _faults = [];

    public TypePage(Libraries libraries, Library library, INamedTypeSymbol type)
    {
        _library = library;
        _type = type;
        _links = new Links(libraries, type);
        _documentation = new DocumentationText(libraries, _links);
    }

    /// <summary>What a public member lacks, once the page is written.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public string Write()
    {
        XElement documentation = DocumentationOf(_type);
        Line($"# {Markdown.Escape(Declaration.NameOf(_type))} {Declaration.KindOf(_type)}");
        Paragraph($"[API reference](README.md), package {_library.Name}, namespace {_type.ContainingNamespace}");
        Paragraph(Summary(_type, documentation));
        Code(Declaration.Of(_type));
        INamedTypeSymbol[] bases = [.. Declaration.BasesOf(_type)];
        if (bases.Length > 0)
            Paragraph(string.Join(' ', bases.Select(one => $"{(one.TypeKind == TypeKind.Interface ? "Implements" : "Derives from")} {_links.To(one)}.")));
        Remarks(documentation);
        Example(documentation);

        if (_type.TypeKind == TypeKind.Enum)
            Values();
        else
            Members(documentation);
        return _text.ToString();
    }

    private void Values()
    {
        Heading("## ", "values", "Values");
        Table("| name | value | |", _type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue)
            .Select(field => $"| {Markdown.Code(field.Name)} | {field.ConstantValue} | {Summary(field, DocumentationOf(field))} |"));
    }

    private void Members(XElement documentation)
    {
        ISymbol[] members = [.. PublicMembers.Of(_type, _library)];
        if (members.Length == 0)
            return;
        Line("");
        Line("## Members");
        Table("| | |", members.Select(member =>
            $"| [{Markdown.Escape(Declaration.NameOf(member))}](#{PageNames.AnchorOf(member)}) | {FirstSentence(Summary(member, DocumentationOf(member)))} |"));
        foreach (ISymbol member in members)
            Member(member, documentation);
    }

    private void Member(ISymbol member, XElement ofType)
    {
        XElement documentation = DocumentationOf(member);
        Heading("## ", PageNames.AnchorOf(member), Markdown.Escape(Declaration.NameOf(member)));
        Paragraph(Summary(member, documentation));
        Code(Declaration.Of(member));
        if (member is IPropertySymbol property)
            Paragraph($"**Value:** {_links.To(property.Type)}");
        if (member is IMethodSymbol method)
            Signature(method, documentation);
        Throws(documentation);
        Remarks(documentation);

        // The constructor of a record has all that its type has.
        if (documentation.Element("example")?.Value != ofType.Element("example")?.Value)
            Example(documentation);
    }

    private void Signature(IMethodSymbol method, XElement documentation)
    {
        if (method.Parameters.Length > 0)
        {
            Table("| parameter | type | |", method.Parameters.Select(parameter =>
                $"| {Markdown.Code(parameter.Name)} | {_links.To(parameter.Type)} | {Required(method, documentation, "param", parameter.Name)} |"));
        }

        if (method is { MethodKind: not MethodKind.Constructor, ReturnsVoid: false })
            Paragraph($"**Returns** {_links.To(method.ReturnType)}: {Required(method, documentation, "returns")}");
    }

    private void Throws(XElement documentation)
    {
        XElement[] exceptions = [.. documentation.Elements("exception")];
        if (exceptions.Length > 0)
        {
            Table("| throws | |", exceptions.Select(exception =>
                $"| {_links.To(_documentation.Resolve(exception.Attribute("cref")!.Value), "")} | {_documentation.Line(exception)} |"));
        }
    }

    private void Remarks(XElement documentation)
    {
        if (documentation.Element("remarks") is { } remarks)
            Paragraph(_documentation.Line(remarks));
    }

    private void Example(XElement documentation)
    {
        if (documentation.Element("example") is not { } example)
            return;
        Line("");
        Line("### Example");
        foreach (string code in DocumentationText.CodeOf(example))
            Code(code);
    }

    private XElement DocumentationOf(ISymbol symbol)
    {
        XElement documentation = _library.DocumentationOf(symbol) ?? new XElement("member");
        if (documentation.Element("inheritdoc") is not null)
            _faults.Add($"{symbol}: what inheritdoc means differs from machine to machine, where it means the framework's. Write it out.");
        return documentation;
    }

    private string Summary(ISymbol symbol, XElement documentation) => Required(symbol, documentation, "summary");

    private string Required(ISymbol symbol, XElement documentation, string element, string? name = null)
    {
        XElement? found = documentation.Elements(element).FirstOrDefault(one => name is null || (string?)one.Attribute("name") == name);
        if (found is not null)
            return _documentation.Line(found);
        _faults.Add($"{symbol}: there is no {element} {name}");
        return "";
    }

    private static string FirstSentence(string text) => text.IndexOf(". ", StringComparison.Ordinal) is >= 0 and int end ? text[..(end + 1)] : text;

    private void Heading(string level, string anchor, string text)
    {
        Line("");
        Line($"{level}<a id=\"{anchor}\"></a>{text}");
    }

    private void Paragraph(string text)
    {
        Line("");
        Line(text);
    }

    private void Code(string code)
    {
        Line("");
        Line("```csharp");
        Line(code);
        Line("```");
    }

    private void Table(string head, IEnumerable<string> rows)
    {
        Line("");
        Line(head);
        Line(string.Concat(Enumerable.Repeat("|---", head.Count(one => one == '|') - 1)) + "|");
        foreach (string row in rows)
            Line(row);
    }

    private void Line(string text) => _text.Append(text).Append('\n');
}
