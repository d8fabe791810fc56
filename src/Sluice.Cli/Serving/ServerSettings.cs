using System.Security.Cryptography.X509Certificates;
using Sluice.Cli.Endpoints;

namespace Sluice.Cli.Serving;

/// <summary>What <c>sluice serve</c> was told.</summary>
internal sealed class ServerSettings
{
    public required string Folder { get; init; }

    public required IReadOnlyList<Endpoint> Endpoints { get; init; }

    public bool Browse { get; init; }

    public bool Hidden { get; init; }

    public bool FollowLinks { get; init; }

    public bool Metrics { get; init; }

    public X509Certificate2? Certificate { get; init; }

    public bool LogAccess { get; init; }

    /// <summary>How long it still takes requests after it was told to stop.</summary>
    public TimeSpan Drain { get; init; }

    /// <summary>How long requests under way are then waited for.</summary>
    public TimeSpan Grace { get; init; }
}
