namespace Sluice.Datagrams;

/// <summary>
/// The datagrams of one message, as the rules of UDP_SEGMENT see them (kernel bec1f6f69736, BUGCLASSES 28): all of one size but for the last, which may be shorter; so many of them and
/// so many bytes at most.
/// </summary>
internal struct MessageRun
{
    private int _size;
    private int _datagrams;
    private long _bytes;
    private bool _hasEnded;

    /// <summary>A run that begins with datagrams of a size.</summary>
    public static MessageRun Of(int size, int datagrams) => new() { _size = size, _datagrams = datagrams, _bytes = (long)size * datagrams };

    /// <summary>Most datagrams of a size in one message.</summary>
    public static long MostOf(int size) => Math.Min(DatagramSocket.MostSegments, DatagramSocket.LargestRun / size);

    /// <summary>Bytes of each of its datagrams but the last.</summary>
    public readonly int Size => _size;

    /// <summary>Whether a datagram can be one more, where the kernel cuts up to <paramref name="largestSegment"/>.</summary>
    public readonly bool Takes(long size, int largestSegment) =>
        !_hasEnded && size <= _size && _size <= largestSegment && _datagrams < DatagramSocket.MostSegments && _bytes + size <= DatagramSocket.LargestRun;

    /// <summary>How many more there is room for, of a size that it takes.</summary>
    public readonly long RoomFor(int size) =>
        size < _size ? 1 : Math.Min(DatagramSocket.MostSegments - _datagrams, (DatagramSocket.LargestRun - _bytes) / size);

    /// <summary>Adds datagrams that there is room for.</summary>
    public void Add(int size, int datagrams)
    {
        // A shorter one can only be the last: a second would be cut together with it, as one.
        _hasEnded = size < _size;
        _datagrams += datagrams;
        _bytes += (long)size * datagrams;
    }
}
