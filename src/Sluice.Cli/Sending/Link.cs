namespace Sluice.Cli.Sending;

/// <summary>A connection that elements go out over, and how it ends.</summary>
internal abstract class Link : IDisposable
{
    /// <summary>SHA-256 of all that went out, in lower-case hexadecimal; null where nobody asked for it.</summary>
    public virtual string? Sha256 => null;

    public abstract ValueTask<long> SendAsync(PacketElement[] elements, SendPacketsOptions options, CancellationToken cancellationToken);

    /// <summary>Ends the sending side, so that the receiver knows that this was all.</summary>
    public abstract Task EndAsync(CancellationToken cancellationToken);

    public abstract void Dispose();
}
