namespace Sluice.Cli.Demo;

/// <summary>How this program starts itself again: it may be an executable, or an assembly that <c>dotnet</c> runs.</summary>
internal static class OwnExecutable
{
    /// <summary>The file to start, and the arguments that go before the program's own.</summary>
    public static IReadOnlyList<string> CommandLine()
    {
        string process = Environment.ProcessPath ?? throw new InvalidOperationException("The system does not tell the path of this process.");
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, "exec", Path.GetFullPath(Environment.GetCommandLineArgs()[0])]
            : [process];
    }
}
