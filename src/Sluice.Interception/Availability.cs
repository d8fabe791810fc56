using Microsoft.CodeAnalysis.CSharp;

namespace Sluice.Interception;

/// <summary>Whether a project asks for its calls to be intercepted, and whether its language can.</summary>
/// <param name="IsAskedFor">Whether the property is set.</param>
/// <param name="Language">The version of C# that it is written in.</param>
internal readonly record struct Availability(bool IsAskedFor, LanguageVersion Language)
{
    /// <summary>The MSBuild property, as the compiler shows it to generators.</summary>
    public const string Property = "build_property.SluiceInterceptSockets";

    // The compiler intercepts in any version; the types of what is generated are local to their file, and those came with C# 11.
    private const LanguageVersion First = LanguageVersion.CSharp11;

    public bool CanIntercept => IsAskedFor && Language >= First;

    public bool IsRefused => IsAskedFor && Language < First;

    public static bool IsTrue(string? property) => string.Equals(property?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
}
