using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>
/// The sending end of a connected datagram socket, with its peer: what the send buffer has no room for waits, and every datagram that was taken is on record, whole.
/// Every member may be called from any thread.
/// </summary>
internal sealed class SimulatedDatagramSocket(object gate, long capacity) : SimulatedObject
{
    // UDP_MAX_SEGMENTS of most kernels, and the largest payload over IPv4.
    private const int MostSegments = 64;
    private const int LargestRun = 65_507;

    private readonly Queue<byte[]> _buffer = new();
    private readonly List<byte[]> _received = [];
    private readonly Dictionary<long, Errno> _failures = [];
    private long _attempts;
    private long _lastCut = long.MaxValue;
    private Errno _laterSegmentError;
    private long _buffered;
    private long _taken;
    private Errno _pending;
    private bool _isShut;

    /// <summary>Whether the kernel knows how to cut messages for this socket.</summary>
    public bool KnowsSegments { get; init; } = true;

    /// <summary>What the kernel says when it is to cut a message, whatever its size; <see cref="Errno.None"/> where it does so.</summary>
    public Errno SegmentError { get; set; }

    /// <summary>Bytes of the largest datagram that the kernel cuts a message into: what the path takes.</summary>
    public int LargestSegment { get; set; } = int.MaxValue;

    /// <summary>Bytes of the largest datagram that goes out in a message of its own, in fragments if need be.</summary>
    public int LargestDatagram { get; set; } = LargestRun;

    /// <summary>Bytes that the send buffer holds at most.</summary>
    public long Capacity { get; } = capacity;

    /// <summary>Whether the queue below is stopped: nothing is taken, whatever room there is.</summary>
    public bool TakesNothing { get; set; }

    /// <summary>Whether the peer reads whatever arrives, at once.</summary>
    public bool ReadsAtOnce { get; set; }

    /// <summary>Whether the error queue of the socket has entries that nobody reads: epoll tells of them for as long as they are there.</summary>
    public bool HasUnreadErrors { get; set; }

    /// <summary>Messages that were tried to send, taken or not.</summary>
    public long Attempts => Guarded(() => _attempts);

    /// <summary>Bytes of all datagrams that the socket ever took, read or not.</summary>
    public long TakenLength => Guarded(() => _taken);

    /// <summary>What the peer has read.</summary>
    public IReadOnlyList<byte[]> Received => Guarded(() => (IReadOnlyList<byte[]>)[.. _received]);

    /// <summary>As sock_writeable() has it: not before half of the buffer is free.</summary>
    public override EpollEvents Readiness
    {
        get
        {
            EpollEvents events = _buffered * 2 <= Capacity && !TakesNothing ? EpollEvents.Out : EpollEvents.None;
            if (_pending != Errno.None || HasUnreadErrors)
                events |= EpollEvents.Error;
            if (_isShut)
                events |= EpollEvents.HangUp | EpollEvents.Out | EpollEvents.In;
            return events;
        }
    }

    /// <summary>The n-th message tried from now on, from 1, fails once and is not sent.</summary>
    public void FailMessage(int nth, Errno error) => Guarded(() => _failures[_attempts + nth] = error);

    /// <summary>From the n-th message tried from now on, from 1, the kernel cuts none any more.</summary>
    public void StopCuttingAt(int nth, Errno error) => Guarded(() => (_lastCut, _laterSegmentError) = (_attempts + nth - 1, error));

    /// <summary>An error of an earlier datagram waits on the socket: the next message meets it instead of being sent.</summary>
    public void SetPendingError(Errno error) => Guarded(() => _pending = error);

    /// <summary>The peer reads up to so many datagrams. Returns their bytes.</summary>
    public long Drain(int most = int.MaxValue) => Guarded(() =>
    {
        long bytes = 0;
        for (; most > 0 && _buffer.TryDequeue(out byte[]? datagram); most--)
        {
            _received.Add(datagram);
            _buffered -= datagram.Length;
            bytes += datagram.Length;
        }

        return bytes;
    });

    /// <summary>The sending side is shut down: every send says EPIPE.</summary>
    public void ShutdownSending() => Guarded(() => _isShut = true);

    /// <summary>One message. Under the kernel's lock.</summary>
    internal Errno Take(byte[] bytes, int segmentSize)
    {
        Errno error = FindError(bytes.Length, segmentSize);
        if (error != Errno.None)
            return error;
        foreach (byte[] datagram in segmentSize == 0 ? [bytes] : bytes.Chunk(segmentSize))
            _buffer.Enqueue(datagram);
        _buffered += bytes.Length;
        _taken += bytes.Length;
        if (ReadsAtOnce)
            Drain();
        return Errno.None;
    }

    private Errno FindError(int length, int segmentSize)
    {
        _attempts++;
        if (_attempts > _lastCut)
            SegmentError = _laterSegmentError;
        if (_failures.Remove(_attempts, out Errno scripted))
            return scripted;
        if (_pending != Errno.None)
        {
            Errno pending = _pending;
            _pending = Errno.None;
            return pending;
        }

        if (_isShut)
            return Errno.BrokenPipe;
        if (length > (segmentSize > 0 ? LargestRun : LargestDatagram) || (segmentSize > 0 && Math.Min(length, segmentSize) > LargestSegment))
            return Errno.MessageTooLong;
        if (segmentSize > 0 && SegmentError != Errno.None)
            return SegmentError;
        if (segmentSize > 0 && length > (long)segmentSize * MostSegments)
            return Errno.Invalid;

        // As sock_alloc_send_pskb() has it: a buffer that is not full yet takes a message of any size.
        return _buffered >= Capacity || TakesNothing ? Errno.Again : Errno.None;
    }

    private T Guarded<T>(Func<T> action)
    {
        lock (gate)
        {
            T result = action();
            Monitor.PulseAll(gate);
            return result;
        }
    }
}
