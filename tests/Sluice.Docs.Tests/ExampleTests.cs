using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Sluice.Docs.Tests;

/// <summary>Every C# block of the documentation compiles against the library as it is, and with the pages of docs/api every example of the XML documentation.</summary>
public sealed class ExampleTests
{
    // What a piece of an example may take for granted: what its reader has at hand.
    private const string Around = """
        using System;
        using System.Collections.Generic;
        using System.Diagnostics.Metrics;
        using System.IO;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Win32.SafeHandles;
        using Sluice;
        using Sluice.AspNetCore;

        internal static class Example
        {
            private static readonly Socket socket = null!;
            private static readonly Stream stream = null!;
            private static readonly SslStream sslStream = null!;
            private static readonly SslServerAuthenticationOptions serverOptions = null!;
            private static readonly EndPoint address = null!;
            private static readonly SocketAsyncEventArgs args = null!;
            private static readonly byte[] header = null!, trailer = null!, first = null!, second = null!, third = null!, header1 = null!, header2 = null!;
            private static readonly SafeFileHandle handle = null!;
            private static readonly Transmitter myTransmitter = null!;
            private static readonly WebApplicationBuilder builder = null!;
            private static readonly CancellationToken cancellationToken;

            public static async Task Run()
            {
                await Task.Yield();
        #line 1
        
        """;

    private const string Behind = """

            }

            private static void OnCompleted(object? sender, SocketAsyncEventArgs e)
            {
            }
        }
        """;

    // What a web project has by itself.
    private const string ImplicitUsings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        
        """;

    // Assemblies of the framework and of this repository, as the running test has them.
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    public static TheoryData<string, int> Examples()
    {
        TheoryData<string, int> examples = [];
        foreach (MarkdownFile file in MarkdownFile.All())
        {
            foreach ((int line, _) in file.Examples("csharp"))
                examples.Add(file.Name, line);
        }

        return examples;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Compiles(string file, int line)
    {
        string code = MarkdownFile.All().Single(page => page.Name == file).Examples("csharp").Single(block => block.Line == line).Code;

        Assert.Empty(ErrorsOf(code));
    }

    /// <summary>The check itself: the examples of generated pages are found by the heading that their generator writes.</summary>
    [Fact]
    public void GeneratedPages_HaveExamples() => Assert.True(MarkdownFile.All().Where(page => page.IsGenerated).Sum(page => page.Examples("csharp").Count()) > 20);

    /// <summary>The check itself: an example that no longer fits fails.</summary>
    [Fact]
    public void ExampleThatNamesWhatIsNotThere_DoesNotCompile() =>
        Assert.Contains(ErrorsOf("await socket.SendPacketsAsync([header], new SendPacketsOptions { Sizes = 5 });"), error => error.Contains("Sizes", StringComparison.Ordinal));

    private static string[] ErrorsOf(string code)
    {
        // A whole program has its own usings; anything else is a piece of a method. (What needs packages of others is marked cs, and not looked at.)
        bool isProgram = code.Contains("using System", StringComparison.Ordinal) || code.Contains("using Sluice", StringComparison.Ordinal);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(
            isProgram ? ImplicitUsings + code : Around + code + Behind,
            new CSharpParseOptions(LanguageVersion.Preview));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Example", [tree], References,
            new CSharpCompilationOptions(
                isProgram && !code.Contains("namespace ", StringComparison.Ordinal) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        return [.. compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => $"{diagnostic.Location.GetMappedLineSpan().StartLinePosition.Line + 1}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")];
    }
}
