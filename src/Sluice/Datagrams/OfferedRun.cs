using Sluice.Kernel;
using Sluice.Planning;

namespace Sluice.Datagrams;

/// <summary>
/// A message of datagrams without a plan, each an array: of one size but for the last, which may be shorter; or a single one. Lives on the stack for one call; every address
/// in it is pinned by the frames above.
/// </summary>
internal unsafe ref struct OfferedRun
{
    /// <summary>Vectors that it needs room for, whatever the number of its datagrams: the last frame fills them up.</summary>
    public const int VectorRoom = (DatagramSocket.MostSegments + DatagramEngine.AlikePerFrame - 1) / DatagramEngine.AlikePerFrame * DatagramEngine.AlikePerFrame;

    private readonly OfferedArrays _arrays;
    private readonly IoVector* _vectors;
    private readonly int _size;
    private readonly int _lastSize;
    private int _added;

    /// <summary>A run that nothing is added of yet.</summary>
    /// <param name="arrays">What was measured.</param>
    /// <param name="bytes">What it measured.</param>
    /// <param name="vectors">Room for <see cref="VectorRoom"/>.</param>
    /// <exception cref="InvalidOperationException">It is not what was measured.</exception>
    public OfferedRun(OfferedArrays arrays, int bytes, IoVector* vectors)
    {
        _arrays = arrays;
        _vectors = vectors;
        _size = arrays.SizeOf(0);
        _lastSize = arrays.SizeOf(arrays.Count - 1);
        bool isRun = _lastSize > 0 && _lastSize <= _size && ((arrays.Count - 1) * (long)_size) + _lastSize == bytes;
        if (!isRun)
            throw OfferedArrays.Changed();
    }

    /// <summary>Bytes of what makes a run; else 0.</summary>
    public static int Measure(OfferedArrays arrays) => arrays.MeasureAlike(DatagramSocket.MostSegments, DatagramSocket.LargestRun);

    /// <summary>Bytes of each datagram but the last, where there are several; else 0.</summary>
    public readonly int SegmentSize => _arrays.Count > 1 ? _size : 0;

    /// <summary>Whether all of it is added.</summary>
    public readonly bool IsWhole => _added >= _arrays.Count;

    /// <summary>The message, when all of it is added.</summary>
    public readonly OutgoingMessage Message
    {
        get
        {
            _vectors[_arrays.Count - 1].Length = (nuint)_lastSize;
            return new OutgoingMessage { Vectors = _vectors, VectorCount = _arrays.Count, SegmentSize = SegmentSize };
        }
    }

    /// <summary>The first byte of the n-th datagram that is not added yet; behind the last, of that one.</summary>
    /// <exception cref="InvalidOperationException">It has not the size that was measured.</exception>
    public readonly ref byte this[int ahead]
    {
        get
        {
            int last = _arrays.Count - 1;
            int index = Math.Min(_added + ahead, last);
            return ref _arrays.FirstByte(index, index == last ? _lastSize : _size);
        }
    }

    /// <summary>Adds the next datagrams, which are pinned, up to the last.</summary>
    public void Add(byte* a, byte* b, byte* c, byte* d, byte* e, byte* f, byte* g, byte* h)
    {
        IoVector* next = _vectors + _added;
        nuint size = (nuint)_size;
        next[0] = new IoVector { Base = a, Length = size };
        next[1] = new IoVector { Base = b, Length = size };
        next[2] = new IoVector { Base = c, Length = size };
        next[3] = new IoVector { Base = d, Length = size };
        next[4] = new IoVector { Base = e, Length = size };
        next[5] = new IoVector { Base = f, Length = size };
        next[6] = new IoVector { Base = g, Length = size };
        next[7] = new IoVector { Base = h, Length = size };
        _added += DatagramEngine.AlikePerFrame;
    }
}
