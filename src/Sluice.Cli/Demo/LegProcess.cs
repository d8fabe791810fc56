using System.Diagnostics;
using System.Text.Json;
using Sluice.Cli.Commands;

namespace Sluice.Cli.Demo;

/// <summary>Starts the sending process of a leg, and reads its report.</summary>
internal static class LegProcess
{
    /// <param name="commandLine">The file to start and its arguments.</param>
    /// <param name="folder">The folder that the names of files are relative to.</param>
    /// <param name="cancellationToken">Kills the process and all that it has started.</param>
    public static async Task<LegReport> RunAsync(IReadOnlyList<string> commandLine, string folder, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(commandLine[0], commandLine.Skip(1))
        {
            WorkingDirectory = folder,

            // All three, input too: a child that has the terminal makes the runtime set it up again and again.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // The runtime's diagnostic pipes lie in the temporary folder, and a process that is killed leaves them there.
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize(await output, LegJson.Default.LegReport)!
                : throw Failed(process.ExitCode, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static CommandException Failed(int exitCode, string errors) =>
        new(Enum.IsDefined((ExitCode)exitCode) ? (ExitCode)exitCode : ExitCode.Network, $"a sending process of the demo failed with exit code {exitCode}: {errors}");
}
