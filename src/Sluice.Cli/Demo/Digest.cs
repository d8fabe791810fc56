namespace Sluice.Cli.Demo;

/// <summary>Bytes, and their SHA-256 in lower-case hexadecimal.</summary>
internal sealed record Digest(long Bytes, string Sha256);
