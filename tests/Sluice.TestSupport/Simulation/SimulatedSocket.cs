using Sluice.Kernel;

namespace Sluice.TestSupport.Simulation;

/// <summary>
/// The sending end of a connected stream socket, with its peer: a bounded send buffer, and a reader that reads only when a test says so.
/// What a cork or MSG_MORE holds back cannot be read until something pushes it: a send that forgets to push shows as missing bytes.
/// Every member may be called from any thread.
/// </summary>
internal sealed class SimulatedSocket(object gate, long capacity) : SimulatedObject
{
    // An Ethernet frame's worth: what is whole goes out whatever the cork says.
    private const long SegmentBytes = 1460;

    private readonly ByteRuns _buffer = new();
    private readonly ByteRuns _received = new();
    private long _heldBack;
    private bool _isCorked;
    private bool _isShut;
    private bool _wasReset;
    private bool _readsAtOnce;
    private Errno _error;

    /// <summary>Bytes that the send buffer holds at most.</summary>
    public long Capacity { get; } = capacity;

    /// <summary>Bytes taken and not read.</summary>
    public long Buffered => Guarded(() => _buffer.Length);

    /// <summary>Bytes that wait for a push: no reader gets them.</summary>
    public long HeldBack => Guarded(() => _heldBack);

    public bool IsCorked => Guarded(() => _isCorked);

    /// <summary>Bytes that the peer has read.</summary>
    public long ReceivedLength => Guarded(() => _received.Length);

    /// <summary>All that the socket ever took, read or not.</summary>
    public long TakenLength => Guarded(() => _received.Length + _buffer.Length);

    /// <summary>Whether the peer reads whatever arrives, at once.</summary>
    public bool ReadsAtOnce
    {
        get => Guarded(() => _readsAtOnce);
        set => Guarded(() =>
        {
            _readsAtOnce = value;
            return MoveToReader(value ? long.MaxValue : 0);
        });
    }

    /// <summary>Whether it is one of TCP, which waits with a short segment for what is promised to follow; a Unix socket waits for nothing.</summary>
    public bool HoldsBack { get; set; } = true;

    /// <summary>Whether the peer's window is shut: nothing is taken, whatever room there is.</summary>
    public bool TakesNothing { get; set; }

    /// <summary>Whether the peer ends its side as soon as it has read the end of this one.</summary>
    public bool PeerClosesAtTheEnd { get; set; } = true;

    /// <summary>As sk_stream_is_writeable() has it: not before a third of the buffer is free.</summary>
    public override EpollEvents Readiness
    {
        get
        {
            EpollEvents events = EpollEvents.None;
            if (Room * 2 >= _buffer.Length && Room > 0)
                events |= EpollEvents.Out;
            if (_error != Errno.None)
                events |= EpollEvents.Error | EpollEvents.HangUp | EpollEvents.Out | EpollEvents.In;
            if (_isShut)
                events |= EpollEvents.HangUp | EpollEvents.Out | EpollEvents.In;
            return events;
        }
    }

    private long Room => TakesNothing ? 0 : Capacity - _buffer.Length;

    /// <summary>The peer reads up to so many bytes. Returns what it got.</summary>
    public long Drain(long bytes = long.MaxValue) => Guarded(() => MoveToReader(bytes));

    /// <summary>What the peer has read.</summary>
    public byte[] ReceivedBytes() => Guarded(_received.ToArray);

    public bool ReceivedExactly(FileContent content, long offset, long length) => Guarded(() => _received.IsExactly(content, offset, length));

    /// <summary>The peer forgets what it has read.</summary>
    public void ClearReceived() => Guarded(() =>
    {
        _received.Clear();
        return 0;
    });

    /// <summary>The 200 ms pass after which the kernel sends what a cork or MSG_MORE holds back (tcp(7)). Returns the bytes that had to wait so long.</summary>
    public long PassCorkTime() => Guarded(() =>
    {
        long waited = _heldBack;
        _heldBack = 0;
        MoveToReader(_readsAtOnce ? long.MaxValue : 0);
        return waited;
    });

    /// <summary>The peer resets the connection: the next send says so, those after it say EPIPE.</summary>
    public void ResetByPeer() => Guarded(() =>
    {
        _buffer.Clear();
        _heldBack = 0;
        _error = Errno.ConnectionReset;
        _wasReset = true;
        _isShut = true;
        return 0;
    });

    /// <summary>The sending side is shut down, by the owner of the socket or because the peer is gone: every send says EPIPE.</summary>
    public void ShutdownSending() => Guarded(() =>
    {
        _heldBack = 0;
        _isShut = true;
        return 0;
    });

    /// <summary>sendmsg(2). Under the kernel's lock.</summary>
    internal KernelResult Take(ReadOnlySpan<ByteRun> runs, long asked, bool more)
    {
        if (FindError() is var error && error != Errno.None)
            return KernelResult.Failure(error);
        long most = Math.Min(asked, Room);
        long taken = 0;
        foreach (ByteRun run in runs)
        {
            long part = Math.Min(run.Length, most - taken);
            _buffer.Append(run with { Length = part });
            taken += part;
            if (part < run.Length)
                break;
        }

        // A full buffer is pushed whatever the flags: nothing can join what is in it.
        bool isPushed = Room == 0 || !HoldsBack || (!more && !_isCorked);
        _heldBack = isPushed ? 0 : (_heldBack + taken) % SegmentBytes;
        if (_readsAtOnce)
            MoveToReader(long.MaxValue);
        return taken == 0 ? KernelResult.Failure(Errno.Again) : KernelResult.Success(taken);
    }

    /// <summary>tcpi_state. Under the kernel's lock.</summary>
    internal TcpState State => _error != Errno.None || _wasReset ? TcpState.Close
        : !_isShut ? TcpState.Established
        : _buffer.Length > 0 ? TcpState.FinWait1
        : PeerClosesAtTheEnd ? TcpState.Close
        : TcpState.FinWait2;

    /// <summary>shutdown(2). Under the kernel's lock.</summary>
    internal void ShutdownByItself()
    {
        _heldBack = 0;
        _isShut = true;
        if (_readsAtOnce)
            MoveToReader(long.MaxValue);
    }

    /// <summary>getsockopt(2) of SO_ERROR. Under the kernel's lock.</summary>
    internal Errno TakeError()
    {
        Errno error = _error;
        _error = Errno.None;
        return error;
    }

    /// <summary>Bytes that a call would take now. Under the kernel's lock.</summary>
    internal long RoomNow => Room;

    /// <summary>setsockopt(2) of TCP_CORK. Under the kernel's lock.</summary>
    internal void SetCork(bool corked)
    {
        _isCorked = corked;
        if (corked)
            return;
        _heldBack = 0;
        if (_readsAtOnce)
            MoveToReader(long.MaxValue);
    }

    private Errno FindError()
    {
        Errno error = TakeError();
        return error != Errno.None ? error : _isShut ? Errno.BrokenPipe : Errno.None;
    }

    private long MoveToReader(long most)
    {
        long bytes = Math.Min(most, _buffer.Length - _heldBack);
        _buffer.MoveTo(_received, bytes);
        return bytes;
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
