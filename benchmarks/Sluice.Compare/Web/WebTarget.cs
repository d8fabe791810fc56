namespace Sluice.Compare.Web;

/// <summary>What is to be reached for one size of file.</summary>
/// <param name="FileBytes">The size.</param>
/// <param name="AgainstStock">Processor time of stock Kestrel over that of Sluice, at least.</param>
/// <param name="AgainstNginx">Processor time of Sluice over that of nginx, at most.</param>
internal sealed record WebTarget(long FileBytes, double AgainstStock, double AgainstNginx)
{
    public static IReadOnlyList<WebTarget> All { get; } =
    [
        new(4 * 1024, 1.4, 1.2),
        new(64 * 1024, 1.9, 1.0),
        new(1024 * 1024, 3.5, 0.8),
        new(64 * 1024 * 1024, 1.7, 1.1),
    ];
}
