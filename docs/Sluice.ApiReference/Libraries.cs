using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sluice.ApiReference;

/// <summary>The libraries that are documented, read by the compiler from the assemblies beside this program, with the framework that it runs on.</summary>
internal sealed class Libraries
{
    private readonly CSharpCompilation _compilation;

    public Libraries(string[] names)
    {
        string[] references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        _compilation = CSharpCompilation.Create("Reference", references: references.Select(path => MetadataReference.CreateFromFile(path)));
        All = [.. from name in names
                  let assembly = _compilation.References.Select(_compilation.GetAssemblyOrModuleSymbol).OfType<IAssemblySymbol>().Single(one => one.Name == name)
                  select new Library(assembly, Path.Combine(AppContext.BaseDirectory, $"{name}.xml"))];
    }

    public IReadOnlyList<Library> All { get; }

    /// <summary>What a cref of the XML documentation means; null where it means nothing.</summary>
    public ISymbol? Find(string cref) => DocumentationCommentId.GetFirstSymbolForDeclarationId(cref, _compilation);

    public bool HasPageOf(INamedTypeSymbol type) => All.Any(library => library.Types.Contains(type.OriginalDefinition, SymbolEqualityComparer.Default));

    public bool Documents(ISymbol symbol) => All.Any(library => library.Name == symbol.ContainingAssembly.Name);
}
