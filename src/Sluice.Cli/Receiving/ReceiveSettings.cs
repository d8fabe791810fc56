using System.Security.Cryptography.X509Certificates;

namespace Sluice.Cli.Receiving;

/// <summary>What is done with what comes in.</summary>
internal sealed record ReceiveSettings
{
    /// <summary>Null where the bytes are only counted and hashed.</summary>
    public OutputFile? Copy { get; init; }

    /// <summary>Whether it ends after one connection, or one sender of datagrams.</summary>
    public bool Once { get; init; }

    /// <summary>What the one connection has to bring, in lower-case hexadecimal; null for anything.</summary>
    public string? ExpectedSha256 { get; init; }

    /// <summary>With its key; null without TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    public bool IsExpected(string sha256) => ExpectedSha256 is null || ExpectedSha256 == sha256;
}
