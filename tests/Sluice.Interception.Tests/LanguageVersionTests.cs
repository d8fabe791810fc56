using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sluice.Interception.Tests;

public sealed class LanguageVersionTests
{
    private const string Source = """
        using System.Net.Sockets;
        public static class Program
        {
            public static bool Use(Socket socket, SocketAsyncEventArgs e) { return socket.SendPacketsAsync(e); }
        }
        """;

    [Theory]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.CSharp14)]
    [InlineData(LanguageVersion.Latest)]
    [InlineData(LanguageVersion.Preview)]
    public void VersionThatCan_HasItsCallsIntercepted(LanguageVersion version)
    {
        Project.Outcome outcome = new Project("true", version, ("/src/Program.cs", Source)).Build();

        Assert.Empty(outcome.Errors);
        Assert.Empty(outcome.Reported);
        Assert.Single(outcome.Intercepted());
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp7_3, "7.3")]
    [InlineData(LanguageVersion.CSharp10, "10.0")]
    public void VersionThatCannot_IsAnErrorThatSaysWhatToDo(LanguageVersion version, string name)
    {
        Project.Outcome outcome = new Project("True", version, ("/src/Program.cs", Source)).Build();

        Assert.Null(outcome.Source);
        Diagnostic refusal = Assert.Single(outcome.Reported);
        Assert.Equal(("SLUICE001", DiagnosticSeverity.Error), (refusal.Id, refusal.Severity));
        string message = refusal.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"C# {name} ", message, StringComparison.Ordinal);
        Assert.Contains("LangVersion", message, StringComparison.Ordinal);
    }

    [Fact]
    public void VersionThatCannot_WithoutTheProperty_HearsNothing() =>
        Assert.Empty(new Project(null, LanguageVersion.CSharp10, ("/src/Program.cs", Source)).Build().Reported);
}
