using Microsoft.CodeAnalysis;

namespace Sluice.Interception;

/// <summary>What a project is told. docs/drop-in.md explains each.</summary>
internal static class Descriptors
{
    private const string Category = "Sluice";
    private const string Help = "docs/drop-in.md in the repository of Sluice";

    public static readonly DiagnosticDescriptor LanguageTooOld = new(
        "SLUICE001",
        "Calls cannot be intercepted in this version of C#",
        "SluiceInterceptSockets is set, and C# {0} cannot have its calls intercepted: set LangVersion to 11 or later, or leave it away; or call Transmitter.Shared yourself",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: $"The stock calls would stay what they are, without a word. See {Help}.");

    public static readonly DiagnosticDescriptor NotIntercepted = new(
        "SLUICE002",
        "A use of a stock call that is not intercepted",
        "This use of Socket.{0} stays the framework's: {1}",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: $"Only calls can be intercepted. See {Help}.");
}
