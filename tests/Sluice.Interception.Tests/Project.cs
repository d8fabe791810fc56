using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Sluice.Interception.Tests;

/// <summary>A project as the compiler sees it: sources, the property, and the generator of this repository.</summary>
internal sealed class Project
{
    // The framework and Sluice, as the running test has them.
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    private readonly CSharpParseOptions _parsing;
    private GeneratorDriver _driver;

    public Project(string? property, LanguageVersion language, params IEnumerable<(string Path, string Text)> files)
    {
        // As build/Sluice.targets has it.
        _parsing = new CSharpParseOptions(language).WithFeatures([new("InterceptorsNamespaces", InterceptorSource.Namespace)]);
        Options = new ProjectOptions(property);
        Compilation = CSharpCompilation.Create(
            "Project",
            files.Select(file => Parse(file.Path, file.Text)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        _driver = CSharpGeneratorDriver.Create(
            [new SocketInterceptor().AsSourceGenerator()], optionsProvider: Options, parseOptions: _parsing,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    public CSharpCompilation Compilation { get; private set; }

    public ProjectOptions Options { get; }

    /// <summary>The project with the property set, in C# of today.</summary>
    public static Project That(string source) => new("true", LanguageVersion.CSharp14, ("/src/Program.cs", source));

    /// <summary>Runs the generator; the result includes what the compiler says of all the code together.</summary>
    public Outcome Build()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        _driver = _driver.RunGeneratorsAndUpdateCompilation(Compilation, out Compilation output, out ImmutableArray<Diagnostic> reported, cancellation);
        using MemoryStream assembly = new();
        ImmutableArray<Diagnostic> errors = [.. output.Emit(assembly, cancellationToken: cancellation).Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
        return new Outcome((CSharpCompilation)output, errors, reported, _driver.GetRunResult().Results.Single());
    }

    /// <summary>What the analyzer says.</summary>
    public async Task<string[]> AnalyzeAsync()
    {
        ImmutableArray<Diagnostic> found = await Compilation
            .WithAnalyzers([new UninterceptedUses()], new AnalyzerOptions([], Options))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. found.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).Select(diagnostic => $"{diagnostic.Id} {diagnostic.Severity}: {diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan)}")];
    }

    /// <summary>An edit of one of its files.</summary>
    public void Replace(string path, string text) =>
        Compilation = Compilation.ReplaceSyntaxTree(Compilation.SyntaxTrees.Single(tree => tree.FilePath == path), Parse(path, text));

    private SyntaxTree Parse(string path, string text) => CSharpSyntaxTree.ParseText(text, _parsing, path, System.Text.Encoding.UTF8);

    /// <summary>What came of a build.</summary>
    internal sealed record Outcome(CSharpCompilation Output, ImmutableArray<Diagnostic> Errors, ImmutableArray<Diagnostic> Reported, GeneratorRunResult Run)
    {
        /// <summary>What was generated; null where nothing was.</summary>
        public string? Source => Run.GeneratedSources is [var source] ? source.SourceText.ToString() : null;

        /// <summary>The calls of the written code that the compiler has replaced, as they are written.</summary>
        public string[] Intercepted() =>
        [
            .. from tree in Output.SyntaxTrees
               where !tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)
               let model = Output.GetSemanticModel(tree)
               from invocation in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
               where model.GetInterceptorMethod(invocation) is not null
               select invocation.ToString(),
        ];
    }

    /// <summary>The property, as the compiler hands it on.</summary>
    internal sealed class ProjectOptions(string? property) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(property);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(string? property) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, out string value)
            {
                value = property ?? "";
                return key == "build_property.SluiceInterceptSockets" && property is not null;
            }
        }
    }
}
