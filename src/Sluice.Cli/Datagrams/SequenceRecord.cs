using System.Collections;

namespace Sluice.Cli.Datagrams;

/// <summary>Which numbered datagrams have come, and in what order.</summary>
internal sealed class SequenceRecord
{
    // One bit for each: 64 MiB at most, of a sender that says there are that many.
    private const int MostKept = 1 << 29;

    private readonly BitArray _seen = new(1024);
    private long _distinct;
    private long _highest = -1;
    private long _total;

    /// <summary>Datagrams that came after one with a higher number.</summary>
    public long Reordered { get; private set; }

    /// <summary>Datagrams that came once more.</summary>
    public long Duplicated { get; private set; }

    public long Total => _total;

    public long Lost => Math.Max(_total - _distinct, 0);

    public bool IsComplete => _total > 0 && Lost == 0;

    /// <summary>How many datagrams there are, as one of them says; 0 where it says nothing that could be.</summary>
    public static long TotalOf(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= SequenceHeader.Bytes && SequenceHeader.Read(datagram) is var header && IsSensible(header) ? header.Total : 0;

    public void Add(SequenceHeader header)
    {
        if (!IsSensible(header))
            return;
        _total = header.Total;
        int number = (int)header.Number;
        if (number >= _seen.Length)
            _seen.Length = (int)Math.Min(MostKept, Math.Max(_seen.Length * 2L, number + 1L));
        if (_seen[number])
        {
            Duplicated++;
            return;
        }

        _seen[number] = true;
        _distinct++;
        if (number < _highest)
            Reordered++;
        _highest = Math.Max(_highest, number);
    }

    private static bool IsSensible(SequenceHeader header) => header.Number >= 0 && header.Number < header.Total && header.Total <= MostKept;
}
