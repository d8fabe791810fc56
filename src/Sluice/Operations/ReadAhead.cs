namespace Sluice.Operations;

/// <summary>
/// The stretch of a file that a send which drops behind has had read ahead, in blocks, and which of them are its own: those of which nothing was in the page cache
/// before. The others belong to somebody else, and stay.
/// </summary>
internal struct ReadAhead
{
    /// <summary>Bytes of a block: the unit in which pages are told apart, read and dropped.</summary>
    public const int BlockBytes = 128 * 1024;

    private int _file;
    private long _start;
    private ulong _foreign;

    /// <summary>Where it ends; 0 where there is none.</summary>
    public long End { get; private set; }

    /// <summary>Begins at the block of a place, with what is known of it and of those behind it.</summary>
    public void MoveTo(int file, long offset)
    {
        long block = StartOfBlock(offset);
        if (file != _file || block < _start || block >= End)
        {
            _file = file;
            _start = End = block;
            _foreign = 0;
            return;
        }

        _foreign >>= (int)((block - _start) / BlockBytes);
        _start = block;
    }

    /// <summary>Takes one block more in.</summary>
    public void Extend(bool isForeign)
    {
        _foreign |= isForeign ? 1UL << Index(End) : 0;
        End += BlockBytes;
    }

    /// <summary>Whether the page cache has this place because of the send itself.</summary>
    public readonly bool IsOwn(int file, long offset) => file == _file && offset >= _start && offset < End && (_foreign >> Index(offset) & 1) == 0;

    public static long StartOfBlock(long offset) => offset - (offset % BlockBytes);

    private readonly int Index(long offset) => (int)((offset - _start) / BlockBytes);
}
