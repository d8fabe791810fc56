using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Sluice.Interception;

/// <summary>
/// Where a project sets <c>SluiceInterceptSockets</c>, routes its calls of <c>Socket.SendPacketsAsync</c> and <c>Socket.SendFileAsync</c> through
/// <c>Transmitter.Shared</c>, by interceptors. Everywhere else it emits nothing. The compiler runs it at every change of the code: each step compares its result with
/// the last one, and what has not changed is not made again.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class SocketInterceptor : IIncrementalGenerator
{
    /// <summary>The steps, for tests that look at what was made again.</summary>
    internal const string CallsStep = "Calls", AvailabilityStep = "Availability", SourceStep = "Source";

    private const string File = "Sluice.Interceptors.g.cs";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<bool> asked = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => options.GlobalOptions.TryGetValue(Availability.Property, out string? value) && Availability.IsTrue(value));
        IncrementalValueProvider<LanguageVersion> language = context.ParseOptionsProvider
            .Select(static (options, _) => options is CSharpParseOptions parsing ? parsing.LanguageVersion : LanguageVersion.Default);
        IncrementalValueProvider<Availability> availability = asked.Combine(language)
            .Select(static (both, _) => new Availability(both.Left, both.Right))
            .WithTrackingName(AvailabilityStep);

        IncrementalValueProvider<ImmutableArray<InterceptedCall>> calls = context.SyntaxProvider
            .CreateSyntaxProvider(
                static (node, _) => InterceptedCall.MayBe(node),
                static (candidate, cancellationToken) => InterceptedCall.Find(candidate.SemanticModel, (InvocationExpressionSyntax)candidate.Node, cancellationToken))
            .Where(static call => call is not null)
            .Select(static (call, _) => call!.Value)
            .WithTrackingName(CallsStep)
            .Collect();

        // The text is what is compared: an edit elsewhere in a file that makes the same text ends here.
        IncrementalValueProvider<string> source = calls.Combine(availability)
            .Select(static (both, _) => both.Right.CanIntercept ? InterceptorSource.Write(both.Left) : "")
            .WithTrackingName(SourceStep);

        context.RegisterImplementationSourceOutput(source, static (output, text) =>
        {
            if (text.Length > 0)
                output.AddSource(File, SourceText.From(text, Encoding.UTF8));
        });
        context.RegisterSourceOutput(availability, static (output, found) =>
        {
            if (found.IsRefused)
                output.ReportDiagnostic(Diagnostic.Create(Descriptors.LanguageTooOld, Location.None, found.Language.ToDisplayString()));
        });
    }
}
