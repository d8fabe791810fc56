namespace Sluice.Cli.Receiving;

/// <summary>The connection brought an error in place of its end. A failure of the file that keeps the bytes is none of these.</summary>
internal sealed class BrokenConnectionException(string message, Exception innerException) : Exception(message, innerException);
