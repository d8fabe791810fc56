namespace Sluice.Kernel;

/// <summary>One message of a send: a datagram, or a run of them that the kernel cuts.</summary>
internal unsafe struct OutgoingMessage
{
    public IoVector* Vectors;

    public int VectorCount;

    /// <summary>
    /// Bytes of each datagram but the last, which may be shorter, where the kernel is to cut the message (UDP_SEGMENT); 0 where the message is one datagram.
    /// </summary>
    public int SegmentSize;
}
