using Microsoft.CodeAnalysis;

namespace Sluice.ApiReference;

/// <summary>Symbols as C# writes them.</summary>
internal static class Declaration
{
    private const int LongestLine = 120;

    private const SymbolDisplayMiscellaneousOptions Names =
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
        | SymbolDisplayMiscellaneousOptions.AllowDefaultLiteral;

    private static readonly SymbolDisplayFormat Short = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeParamsRefOut,
        propertyStyle: SymbolDisplayPropertyStyle.NameOnly,
        miscellaneousOptions: Names);

    private static readonly SymbolDisplayFormat Member = Short.WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeConstantValue)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    private static readonly SymbolDisplayFormat Property = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: Names);

    private static readonly SymbolDisplayFormat Parameter = Short.WithParameterOptions(
        SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue
        | SymbolDisplayParameterOptions.IncludeParamsRefOut);

    public static readonly SymbolDisplayFormat FullName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.None);

    /// <summary>The name with the types of parameters: what tells it from others of its page.</summary>
    public static string NameOf(ISymbol symbol) => symbol.ToDisplayString(Short);

    public static string KindOf(INamedTypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Struct => "struct",
        TypeKind.Enum => "enum",
        TypeKind.Interface => "interface",
        TypeKind.Delegate => "delegate",
        _ => "class",
    };

    public static string Of(INamedTypeSymbol type)
    {
        string modifiers = type switch
        {
            { TypeKind: TypeKind.Class, IsStatic: true } => "static ",
            { TypeKind: TypeKind.Class, IsAbstract: true } => "abstract ",
            { TypeKind: TypeKind.Class, IsSealed: true } => "sealed ",
            { TypeKind: TypeKind.Struct, IsReadOnly: true } => "readonly ",
            _ => "",
        };
        string bases = string.Join(", ", BasesOf(type).Select(one => one.ToDisplayString(Short)));
        return $"public {modifiers}{KindOf(type)} {NameOf(type)}{(bases.Length == 0 ? "" : " : ")}{bases}";
    }

    public static string Of(ISymbol member)
    {
        if (member is not IMethodSymbol method)
            return member.ToDisplayString(Property);
        string start = method.ToDisplayString(Member);
        string[] parameters = [.. method.Parameters.Select(parameter => $"{(method.IsExtensionMethod && parameter.Ordinal == 0 ? "this " : "")}{parameter.ToDisplayString(Parameter)}")];
        string line = $"{start}({string.Join(", ", parameters)})";
        return line.Length <= LongestLine ? line : $"{start}(\n    {string.Join(",\n    ", parameters)})";
    }

    /// <summary>The base class, if it says something, and the interfaces that the type names itself.</summary>
    public static IEnumerable<INamedTypeSymbol> BasesOf(INamedTypeSymbol type)
    {
        bool saysSomething = type is { TypeKind: TypeKind.Class, BaseType.SpecialType: not SpecialType.System_Object };
        return saysSomething ? [type.BaseType!, .. OwnInterfaces(type)] : OwnInterfaces(type);
    }

    // Metadata lists those of the bases as well.
    private static IEnumerable<INamedTypeSymbol> OwnInterfaces(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Enum ? [] : type.Interfaces.Where(one => type.BaseType?.AllInterfaces.Contains(one, SymbolEqualityComparer.Default) != true);
}
