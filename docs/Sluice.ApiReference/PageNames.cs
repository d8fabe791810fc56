using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Sluice.ApiReference;

/// <summary>Names of pages and of places in them: stable, and of letters that every forge keeps in an id.</summary>
internal static partial class PageNames
{
    public static string Of(INamedTypeSymbol type) => $"{type.ToDisplayString(Declaration.FullName)}.md";

    /// <summary>The id of a member on the page of its type: its name, and the types of its parameters to tell overloads apart.</summary>
    public static string AnchorOf(ISymbol member)
    {
        string name = member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? "constructor" : member.MetadataName;
        string parameters = member is IMethodSymbol method ? string.Join('-', method.Parameters.Select(parameter => Declaration.NameOf(parameter.Type))) : "";
        return Separators().Replace($"{name}-{parameters}", "-").Trim('-').ToLowerInvariant();
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex Separators();
}
