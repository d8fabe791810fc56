namespace Sluice.LinuxTests.Writing;

/// <summary>One kind of stream to send over.</summary>
public abstract class StreamFlavour(TransmitterBackend backend)
{
    public Transmitter Transmitter { get; } = new(new TransmitterOptions { Backend = backend });

    /// <summary>Whether its writes fail when the peer is gone: those of a pipe do not.</summary>
    public virtual bool SeesPeer => true;

    /// <summary>Whether it tells that it is closed: that of a pipe does not.</summary>
    public virtual bool KnowsThatItIsClosed => true;

    /// <summary>
    /// Whether a write that was cancelled in the middle has left nothing behind that the count does not tell of: TLS sends half a record, and a pipe keeps all of it.
    /// </summary>
    public virtual bool SurvivesCancellation => true;

    /// <summary>Bytes of the big file.</summary>
    public virtual long BigFileBytes => 128L << 20;

    /// <summary>Connects a pair.</summary>
    public abstract Task<StreamPair> ConnectAsync();

    public Task<long> Send(StreamPair pair, ReadOnlySpan<PacketElement> elements, SendPacketsOptions? options = null, CancellationToken cancellation = default) =>
        Transmitter.SendPacketsAsync(pair.Sender, elements, options, cancellation).AsTask();
}
