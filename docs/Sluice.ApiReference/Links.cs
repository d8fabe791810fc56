using Microsoft.CodeAnalysis;

namespace Sluice.ApiReference;

/// <summary>Links from the page of a type: to our own pages, and to those of the framework.</summary>
internal sealed class Links(Libraries libraries, INamedTypeSymbol page)
{
    private const string Framework = "https://learn.microsoft.com/dotnet/api/";

    /// <summary>A type, each of its parts with a link of its own.</summary>
    public string To(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => $"{To(array.ElementType)}\\[\\]{Nullability(type)}",
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => $"{To(nullable.TypeArguments[0])}?",
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic =>
            $"[{type.Name}]({TargetOf(generic)})\\<{string.Join(", ", generic.TypeArguments.Select(To))}\\>{Nullability(type)}",
        INamedTypeSymbol named => $"[{Declaration.NameOf(named.WithNullableAnnotation(NullableAnnotation.None))}]({TargetOf(named)}){Nullability(type)}",
        _ => Markdown.Escape(Declaration.NameOf(type)),
    };

    /// <summary>A type or member that the text speaks of.</summary>
    /// <param name="symbol">What is spoken of.</param>
    /// <param name="text">The words of the link; the name where there are none.</param>
    public string To(ISymbol symbol, string text)
    {
        if (symbol is INamedTypeSymbol type)
            return text.Length == 0 && type.TypeParameters.Length == 0 ? To(type) : $"[{(text.Length == 0 ? type.Name : text)}]({TargetOf(type)})";
        if (text.Length == 0)
            text = IsOwn(symbol.ContainingType) ? symbol.Name : $"{symbol.ContainingType.Name}.{symbol.Name}";
        return $"[{Markdown.Escape(text)}]({TargetOf(symbol)})";
    }

    private static string Nullability(ITypeSymbol type) => type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } ? "?" : "";

    private bool IsOwn(INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(type, page);

    private string TargetOf(ISymbol symbol)
    {
        if (symbol is INamedTypeSymbol type && libraries.HasPageOf(type))
            return PageNames.Of(type);
        if (symbol.ContainingType is { } container && libraries.HasPageOf(container))
            return $"{(IsOwn(container) ? "" : PageNames.Of(container))}#{AnchorOf(symbol)}";
        if (libraries.Documents(symbol))
            throw new InvalidDataException($"{page.Name} links to {symbol}, which is not public.");

        // Overloads share a page there, and pages of generic types have the number of their parameters behind the name.
        string id = symbol.OriginalDefinition.GetDocumentationCommentId()![2..];
        return Framework + id.Split('(')[0].Split("``")[0].Replace('`', '-').Replace('#', '-').ToLowerInvariant();
    }

    // The values of an enumeration stand in one table.
    private static string AnchorOf(ISymbol member) => member.ContainingType.TypeKind == TypeKind.Enum ? "values" : PageNames.AnchorOf(member);
}
