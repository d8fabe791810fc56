using Sluice.TestSupport.Processes;

namespace Sluice.AspNetCore.Tests.Support;

/// <summary>A client that is a program of its own.</summary>
public static class Client
{
    /// <summary>Runs it to its end. Returns its exit code and all that it said.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using ChildProcess process = ChildProcess.Start(program, arguments);
        return (await process.ExitAsync(), process.Output + process.Errors);
    }
}
