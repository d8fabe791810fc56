namespace Sluice.Cli.Demo;

/// <summary>System calls of a counted run, or why there is no count.</summary>
/// <param name="Total">All calls on files, sockets and readiness during the measured sends; null where they could not be counted.</param>
/// <param name="Sends">The sends that were measured.</param>
/// <param name="Note">The most frequent calls for each send, or the reason for there being no count.</param>
internal sealed record SystemCallCount(long? Total, int Sends, string Note);
