using System.Diagnostics;
using Sluice.Kernel;
using Sluice.Operations;
using Sluice.Planning;

namespace Sluice.Datagrams;

/// <summary>
/// The datagrams of one call, in order: vectors, and messages made of them. Datagrams of one size become one message that the kernel cuts, where it does that;
/// any other is a message of its own. Lives on the stack for one call; every address in it is pinned by the frames above.
/// </summary>
internal unsafe ref struct MessageBatch
{
    /// <summary>Messages, vectors and pins of one call: enough to keep calls rare, few enough for the stack.</summary>
    public const int Capacity = 64;

    private readonly DatagramSocket _socket;
    private readonly DatagramFraming _framing;
    private readonly IoVector* _vectors;
    private readonly OutgoingMessage* _messages;
    private readonly long _limit;
    private readonly int _most;
    private readonly ColdPiece _cold;
    private BatchStaging _staging;
    private int _vectorCount;
    private int _firstVector;
    private long _bytes;

    // The last message.
    private MessageRun _run;

    // What is being added: datagrams of one size each, and the bytes that they still lack.
    private SendCursor _begin;
    private int _size;
    private int _datagrams;
    private bool _inOnePiece;
    private bool _joins;

    public MessageBatch(
        DatagramSocket socket, DatagramFraming framing, SendOperation operation, long limit, int most, IoVector* vectors, OutgoingMessage* messages,
        StagingPool pool, Span<byte> large)
    {
        _socket = socket;
        _framing = framing;
        Cursor = operation.Cursor;
        _cold = operation.Cold;
        _limit = limit;
        _most = most;
        _vectors = vectors;
        _messages = messages;
        _staging = new BatchStaging(pool, large);
    }

    /// <summary>Looks ahead of the operation's own cursor by what is in the batch.</summary>
    public SendCursor Cursor;

    public int Messages { get; private set; }

    public readonly OutgoingMessage* First => _messages;

    /// <summary>Bytes that the datagrams under way still lack.</summary>
    public long Left { get; private set; }

    /// <summary>Pieces pinned by frames of the call: the depth of the stack.</summary>
    public int Pins { get; set; }

    /// <summary>Whether the datagram under way has more pieces than a call has vectors, and so its memory is copied.</summary>
    public bool CopiesMemory { get; private set; }

    public BatchStop Stop { get; private set; }

    public Errno FileError { get; private set; }

    /// <summary>Where the batch stopped; within a datagram that is not part of it.</summary>
    public SendCursor StoppedAt { get; private set; }

    /// <summary>Whether several datagrams are under way, each a piece of memory.</summary>
    public readonly bool IsAlike => _datagrams > 1 && !_inOnePiece;

    /// <summary>Begins the next datagram, or several of one size that lie in one piece or are each one of memory. False where the batch ends here.</summary>
    public bool TryBegin()
    {
        Debug.Assert(Left == 0, "a datagram is under way");
        Cursor.SkipEmpty();
        if (Cursor.AtEnd || _bytes >= _limit)
            return false;

        Datagram next = _framing.Next(Cursor, _socket.LargestDatagram + 1);
        if (Assembled is > 0 and var ready && ready >= next.Length)
        {
            next = new Datagram(next.Length, 1, HasFiles: false, IsOpen: false);
        }
        else if (next.IsOpen)
        {
            return StopAt(BatchStop.FileCold);
        }
        else
        {
            ready = long.MaxValue;
        }

        if (next.Length > _socket.LargestDatagram)
            return StopAt(BatchStop.TooLong);

        _joins = Joins(next.Length);
        if (!_joins && Messages == _most)
            return false;
        CopiesMemory = next.Pieces > Capacity;
        if ((CopiesMemory ? 1 : next.Pieces) > Capacity - Math.Max(_vectorCount, Pins))
            return false;
        if ((next.HasFiles || CopiesMemory) && next.Length > _staging.Room)
            return Messages == 0 && StopAt(BatchStop.NeedsLargeStaging);

        if (next.HasFiles)
            _begin = Cursor;
        _firstVector = _vectorCount;
        _size = (int)next.Length;
        _datagrams = 1;
        _inOnePiece = _framing.Size == _size;
        if (_inOnePiece)
            _datagrams = (int)Math.Clamp(Math.Min(ready, Cursor.Remaining) / _size, 1, MostDatagrams(next.HasFiles));
        else if (next is { Pieces: 1, HasFiles: false } && ready == long.MaxValue && !Cursor.IsWithin)
            _datagrams = Math.Max(_framing.CountAlike(Cursor, MostDatagrams(fromFile: false)), 1);
        Left = (long)_size * _datagrams;
        return true;
    }

    /// <summary>Bytes that a disk thread has already put together from the cursor on.</summary>
    public readonly long Assembled
    {
        get
        {
            if (_cold.File != ColdPiece.WholePlan)
                return 0;
            long within = Cursor.Position - _cold.Offset;
            return within >= 0 && within < _cold.Length ? _cold.Length - within : 0;
        }
    }

    /// <summary>Begins or goes on with a datagram. True where memory to be pinned comes next.</summary>
    public bool TryMoveToMemory() => (Left > 0 || TryBegin()) && (IsAlike || (!CopiesMemory && Cursor.Current.IsMemory && Assembled == 0));

    /// <summary>The memory at the cursor, as far as it belongs to what is under way.</summary>
    public readonly ReadOnlySpan<byte> NextMemory
    {
        get
        {
            ReadOnlySpan<byte> bytes = Cursor.IsWithin ? Cursor.Memory.Span : Cursor.Current.Memory.Span;
            return bytes.Length > Left ? bytes[..(int)Left] : bytes;
        }
    }

    /// <summary>Adds bytes that a disk thread has put together.</summary>
    public void AddAssembled()
    {
        // Its buffers are on the pinned heap: the address holds without a pin.
        fixed (byte* start = _cold.Buffer)
            Add(start + (Cursor.Position - _cold.Offset), Math.Min(Assembled, Left));
    }

    /// <summary>Room for bytes that the caller writes and then adds.</summary>
    public byte* Reserve() => _staging.Next;

    /// <summary>Adds bytes written at what <see cref="Reserve"/> gave.</summary>
    public void AddReserved(long bytes)
    {
        byte* address = Reserve();
        _staging.Use(bytes);
        Add(address, bytes);
    }

    /// <summary>Adds bytes that lie where they are.</summary>
    public void Add(byte* address, long bytes)
    {
        if (_datagrams > 1)
        {
            AddCut(address, bytes);
            return;
        }

        if (_vectorCount > _firstVector && _vectors[_vectorCount - 1].Base + _vectors[_vectorCount - 1].Length == address)
            _vectors[_vectorCount - 1].Length += (nuint)bytes;
        else
            _vectors[_vectorCount++] = new IoVector { Base = address, Length = (nuint)bytes };
        Cursor.Advance(bytes);
        Left -= bytes;
        if (Left == 0)
            Commit(_size, 1, _firstVector, _joins);
    }

    /// <summary>The memory of the n-th of the datagrams under way from the cursor on, each a piece of its own; empty behind the last.</summary>
    public readonly ReadOnlySpan<byte> Alike(int index) => Left > (long)index * _size ? Cursor.Ahead[index].Memory.Span : default;

    /// <summary>Adds datagrams of one size, each a piece of its own, up to a number or the last one under way.</summary>
    public void AddAlike(byte** addresses, int most)
    {
        int count = (int)Math.Min(most, Left / _size);
        bool isCut = _size <= _socket.LargestSegment;
        for (int i = 0; i < count; i++)
        {
            _vectors[_vectorCount++] = new IoVector { Base = addresses[i], Length = (nuint)_size };
            if (!isCut)
                Commit(_size, 1, _vectorCount - 1, joins: false);
        }

        Pins += count;
        Cursor.Pass(count, (long)count * _size);
        Left -= (long)count * _size;
        if (isCut && Left == 0)
            Commit(_size, _datagrams, _firstVector, _joins);
    }

    /// <summary>
    /// The file at the cursor gave so many bytes of those wanted and no more. True where whole datagrams are among them, which are then all that is under way.
    /// </summary>
    public bool TryShrinkTo(ref long bytes)
    {
        if (_datagrams == 1 || bytes < _size)
            return false;
        _datagrams = (int)(bytes / _size);
        bytes = Left = (long)_datagrams * _size;
        return true;
    }

    /// <summary>Takes back what there is of the datagram under way: the batch ends before it.</summary>
    public bool Abandon(BatchStop stop, Errno error)
    {
        FileError = error;
        Left = 0;
        _vectorCount = _firstVector;
        StopAt(stop);
        Cursor = _begin;
        return false;
    }

    /// <summary>Bytes of the first messages.</summary>
    public readonly long BytesOf(long messages)
    {
        long bytes = 0;
        for (int i = 0; i < messages; i++)
        {
            for (int vector = 0; vector < _messages[i].VectorCount; vector++)
                bytes += (long)_messages[i].Vectors[vector].Length;
        }

        return bytes;
    }

    public readonly void Dispose() => _staging.Return();

    /// <summary>How many datagrams of the size under way there is room for, at least one.</summary>
    private readonly int MostDatagrams(bool fromFile)
    {
        long bytes = _limit - _bytes;
        if (fromFile)
            bytes = Math.Min(bytes, _staging.Room);
        long most = bytes / _size;
        if (!_inOnePiece)
            most = Math.Min(most, Capacity - Math.Max(_vectorCount, Pins));
        if (_size > _socket.LargestSegment)
            most = Math.Min(most, Math.Min(_most - Messages, Capacity - _vectorCount));
        else
            most = Math.Min(most, _joins ? _run.RoomFor(_size) : MessageRun.MostOf(_size));
        return (int)Math.Max(most, 1);
    }

    /// <summary>Adds datagrams of one size that lie side by side: one vector for the kernel to cut, or else one for each.</summary>
    private void AddCut(byte* address, long bytes)
    {
        Debug.Assert(bytes == Left, "datagrams of one piece come whole");
        Cursor.Advance(bytes);
        Left = 0;
        if (_size <= _socket.LargestSegment)
        {
            _vectors[_vectorCount++] = new IoVector { Base = address, Length = (nuint)bytes };
            Commit(_size, _datagrams, _firstVector, _joins);
            return;
        }

        for (int i = 0; i < _datagrams; i++, address += _size)
        {
            _vectors[_vectorCount++] = new IoVector { Base = address, Length = (nuint)_size };
            Commit(_size, 1, _vectorCount - 1, joins: false);
        }
    }

    /// <summary>Whether a datagram can be one more of those into which the kernel cuts the last message.</summary>
    private readonly bool Joins(long size) => Messages > 0 && _run.Takes(size, _socket.LargestSegment);

    private void Commit(int size, int datagrams, int firstVector, bool joins)
    {
        if (joins)
        {
            ref OutgoingMessage last = ref _messages[Messages - 1];
            last.VectorCount = (int)(_vectors + _vectorCount - last.Vectors);
            last.SegmentSize = _run.Size;
            _run.Add(size, datagrams);
        }
        else
        {
            _messages[Messages++] = new OutgoingMessage
            {
                Vectors = _vectors + firstVector,
                VectorCount = _vectorCount - firstVector,
                SegmentSize = datagrams > 1 ? size : 0,
            };
            _run = MessageRun.Of(size, datagrams);
        }

        _bytes += (long)size * datagrams;
    }

    private bool StopAt(BatchStop stop)
    {
        Stop = stop;
        StoppedAt = Cursor;
        return false;
    }
}
