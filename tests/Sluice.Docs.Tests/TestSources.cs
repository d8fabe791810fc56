using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sluice.Docs.Tests;

/// <summary>The tests of the repository, by their sources: what a page or a patch names must be there.</summary>
internal static class TestSources
{
    private static readonly Dictionary<string, TestClass> Classes = ReadAll();

    /// <summary>Whether a test of this full name runs: in that class, or in one that it derives from.</summary>
    public static bool Has(string fullName)
    {
        int dot = fullName.LastIndexOf('.');
        string method = fullName[(dot + 1)..];
        for (TestClass? at = Classes.GetValueOrDefault(fullName[..dot]); at is not null; at = Classes.Values.FirstOrDefault(one => one.Name == at.Base))
        {
            if (at.Tests.Contains(method))
                return true;
        }

        return false;
    }

    /// <summary>The full names of the tests whose name ends so.</summary>
    public static IEnumerable<string> Find(string name) =>
        from one in Classes
        from test in one.Value.Tests
        let fullName = $"{one.Key}.{test}"
        where fullName == name || fullName.EndsWith($".{name}", StringComparison.Ordinal)
        select fullName;

    private static Dictionary<string, TestClass> ReadAll()
    {
        Dictionary<string, TestClass> classes = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(MarkdownFile.Root, "tests"), "*.cs", SearchOption.AllDirectories))
        {
            if (Path.GetRelativePath(MarkdownFile.Root, file).Split('/').Any(part => part is "bin" or "obj"))
                continue;
            foreach (ClassDeclarationSyntax one in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
            {
                string space = one.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>()?.Name.ToString() ?? "";
                IEnumerable<string> tests = one.Members.OfType<MethodDeclarationSyntax>().Where(IsTest).Select(method => method.Identifier.Text);
                string fullName = $"{space}.{one.Identifier.Text}";
                if (classes.TryGetValue(fullName, out TestClass? other))
                    other.Tests.UnionWith(tests);
                else
                    classes.Add(fullName, new TestClass(one.Identifier.Text, one.BaseList?.Types[0].Type.ToString(), [.. tests]));
            }
        }

        return classes;
    }

    private static bool IsTest(MethodDeclarationSyntax method) =>
        method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory");

    private sealed record TestClass(string Name, string? Base, HashSet<string> Tests);
}
