using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Reactor;

namespace Sluice.Datagrams;

/// <summary>
/// What is known of a socket, from its first send on: whether the kernel cuts messages for it, how large a datagram may be, and the pause it is in. Kept by its
/// queue, and touched by the owner of the turn alone.
/// </summary>
internal sealed class DatagramSocket
{
    /// <summary>Most bytes of one message over IP: what IPv4 has room for. A run of datagrams may not be larger either (kernel bec1f6f69736).</summary>
    public const int LargestRun = 65_507;

    /// <summary>Most datagrams into which the kernel cuts a message: UDP_MAX_SEGMENTS, up to Linux 6.8.</summary>
    public const int MostSegments = 64;

    // A UDP header has 16 bits for the length.
    private const int LargestUdp = ushort.MaxValue;

    private readonly bool _isUdp;
    private bool _isDoubted;

    private DatagramSocket(IKernel kernel, int descriptor)
    {
        // Asked, not tried: a kernel that does not know the option sends the whole run as one datagram, and so does a Unix socket.
        _isUdp = kernel.GetSegmentSize(descriptor) is { Succeeded: true };
        LargestSegment = _isUdp ? LargestRun : 0;
        LargestDatagram = _isUdp ? LargestUdp : Math.Max(LargestUdp, kernel.GetSendBuffer(descriptor).Value);
    }

    /// <summary>Bytes of the largest datagrams that the kernel is asked to cut a message into; 0 where it is not asked any more.</summary>
    public int LargestSegment { get; private set; }

    /// <summary>Bytes above which a datagram is not worth gathering, for the kernel would refuse it. At or below, the kernel decides.</summary>
    public long LargestDatagram { get; private set; }

    /// <summary>The pause it is in.</summary>
    public Congestion Congestion { get; } = new();

    /// <summary>The socket of an operation, which holds a reference to it.</summary>
    public static DatagramSocket Of(SendOperation operation, IKernel kernel)
    {
        SendQueue queue = operation.Queue!;
        if (queue.EngineState is DatagramSocket known)
            return known;
        DatagramSocket made = new(kernel, operation.Socket);
        queue.EngineState = made;
        return made;
    }

    /// <summary>Whether the socket would refuse so many bytes whatever is in them.</summary>
    public bool Refuses(long bytes, IKernel kernel, int descriptor)
    {
        if (bytes <= LargestDatagram)
            return false;

        // A Unix socket takes what fits into its send buffer, which its owner may have changed.
        if (!_isUdp)
            LargestDatagram = Math.Max(LargestUdp, kernel.GetSendBuffer(descriptor).Value);
        return bytes > LargestDatagram;
    }

    /// <summary>
    /// The kernel has refused to cut a message (BUGCLASSES 26). Too large a segment says nothing of smaller ones; any other reason, such as a card without checksums
    /// or a tunnel, will be there the next time as well.
    /// </summary>
    public void NoteRefusedRun(int segmentSize, Errno error) => LargestSegment = error == Errno.MessageTooLong ? segmentSize - 1 : 0;

    /// <summary>
    /// The kernel says EMSGSIZE: whether it may mean an earlier datagram. A router's note that one did not fit waits on the socket, and is met by what is sent next, be that as
    /// small as it may; so the same is tried once more, and is refused again where it is meant (docs/decisions/0054).
    /// </summary>
    public bool MayMeanAnEarlierOne() => _isDoubted = !_isDoubted;

    /// <summary>Bytes were taken.</summary>
    public void NoteProgress()
    {
        Congestion.End();
        _isDoubted = false;
    }
}
