namespace Sluice.Cli.Output;

/// <summary>How a command tells what it did.</summary>
internal enum OutputForm
{
    /// <summary>Lines for people.</summary>
    Lines,

    /// <summary>An object of JSON on a line of its own for each event.</summary>
    Json,

    /// <summary>Not at all: the exit code says it. Failures still have their line on the error stream.</summary>
    Quiet,
}
