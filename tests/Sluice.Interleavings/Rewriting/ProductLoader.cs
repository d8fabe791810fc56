using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Sluice.Interleavings.Rewriting;

/// <summary>Has the product loaded as it is rewritten, wherever it is first asked for.</summary>
internal static class ProductLoader
{
    [ModuleInitializer]
    internal static void Initialize() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
    {
        if (name.Name != "Sluice")
            return null;
        using MemoryStream rewritten = new(ProductRewriter.Rewrite(Path.Combine(AppContext.BaseDirectory, "product", "Sluice.dll")));
        return context.LoadFromStream(rewritten);
    };
}
