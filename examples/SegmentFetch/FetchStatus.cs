namespace SegmentFetch;

/// <summary>What became of a request.</summary>
internal enum FetchStatus : uint
{
    /// <summary>The range follows, as far as the segment goes.</summary>
    Ok = 0,

    /// <summary>There is no such segment.</summary>
    UnknownSegment = 1,

    /// <summary>Offset and count are not multiples of a chunk.</summary>
    BadRange = 2,
}
