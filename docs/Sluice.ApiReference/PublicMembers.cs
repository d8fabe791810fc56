using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Sluice.ApiReference;

/// <summary>What a type lets others use, in the order of its page.</summary>
internal static class PublicMembers
{
    public static IEnumerable<ISymbol> Of(INamedTypeSymbol type, Library library) =>
        from member in type.GetMembers()
        where member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        where member is IFieldSymbol or IPropertySymbol or IEventSymbol or IMethodSymbol { AssociatedSymbol: null }
        where !IsWrittenByTheCompiler(member, library)
        orderby Rank(member), member.Name, (member as IMethodSymbol)?.Parameters.Length, member.GetDocumentationCommentId()
        select member;

    // The members of a record, and constructors that nobody wrote.
    private static bool IsWrittenByTheCompiler(ISymbol member, Library library) =>
        member.IsImplicitlyDeclared
        || member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == nameof(CompilerGeneratedAttribute))
        || (member is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 } && library.DocumentationOf(member) is null);

    private static int Rank(ISymbol member) => member switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } => 0,
        IFieldSymbol => 1,
        IPropertySymbol => 2,
        IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } => 4,
        IEventSymbol => 5,
        _ => 3,
    };
}
