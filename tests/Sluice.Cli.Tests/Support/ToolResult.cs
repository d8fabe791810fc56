using Xunit;

namespace Sluice.Cli.Tests.Support;

/// <summary>How the tool ended, and what it said.</summary>
internal sealed record ToolResult(int ExitCode, IReadOnlyList<string> Output, string Errors)
{
    /// <summary>Failed with this code, and with one line that is not a stack trace.</summary>
    public void AssertFailed(int exitCode, string partOfTheLine)
    {
        Assert.Equal(exitCode, ExitCode);
        string line = Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("sluice: ", line, StringComparison.Ordinal);
        Assert.Contains(partOfTheLine, line, StringComparison.Ordinal);
    }

    public void AssertSucceeded()
    {
        Assert.Equal(string.Empty, Errors);
        Assert.Equal(0, ExitCode);
    }
}
