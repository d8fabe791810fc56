namespace Sluice.Cli.Commands;

/// <summary>What the process tells its caller at the end. Scripts rely on the numbers: docs/cli.md lists them.</summary>
internal enum ExitCode
{
    /// <summary>Everything was done.</summary>
    Success = 0,

    /// <summary>The network: refused, reset, unknown host, address in use.</summary>
    Network = 1,

    /// <summary>Wrong arguments. Nothing was done.</summary>
    Usage = 2,

    /// <summary>A file: missing, unreadable, not writable, shrank during the send.</summary>
    File = 3,

    /// <summary>Other bytes came than were expected: the demo's own, or those of --expect-sha256.</summary>
    Mismatch = 4,

    /// <summary>Ctrl+C, or a request to terminate: 128 and the number of SIGINT, as shells have it.</summary>
    Interrupted = 130,
}
