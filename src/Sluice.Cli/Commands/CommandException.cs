namespace Sluice.Cli.Commands;

/// <summary>Ends a command with an exit code and one line for the user, who is told what to do about it.</summary>
internal sealed class CommandException(ExitCode exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public ExitCode ExitCode { get; } = exitCode;

    public static CommandException Usage(string message) => new(ExitCode.Usage, message);

    public static CommandException Unexpected(long bytes, string sha256, string expected) => new(
        ExitCode.Mismatch, $"{Output.Format.Bytes(bytes)} came with SHA-256 {sha256} and not {expected}; nothing of them was kept. Have them sent again.");

    public static CommandException Interrupted(string counts) => new(ExitCode.Interrupted, $"interrupted: {counts}.");
}
