using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Sluice.ApiReference;

/// <summary>A library, with its public types and what its XML documentation says of them.</summary>
internal sealed class Library
{
    private readonly Dictionary<string, XElement> _documentation;

    public Library(IAssemblySymbol assembly, string documentationPath)
    {
        Name = assembly.Name;
        Types = [.. TypesIn(assembly.GlobalNamespace).OrderBy(type => type.Name, StringComparer.Ordinal)];
        _documentation = XDocument.Load(documentationPath, LoadOptions.PreserveWhitespace).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);
    }

    public string Name { get; }

    public IReadOnlyList<INamedTypeSymbol> Types { get; }

    public XElement? DocumentationOf(ISymbol symbol) => _documentation.GetValueOrDefault(symbol.GetDocumentationCommentId()!);

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol parent)
    {
        foreach (INamespaceOrTypeSymbol member in parent.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public } type)
                yield return type;
            if (member is INamespaceSymbol or { DeclaredAccessibility: Accessibility.Public })
            {
                foreach (INamedTypeSymbol inner in TypesIn(member))
                    yield return inner;
            }
        }
    }
}
