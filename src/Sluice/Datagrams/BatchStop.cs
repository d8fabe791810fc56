namespace Sluice.Datagrams;

/// <summary>Why a batch ended where it did.</summary>
internal enum BatchStop
{
    /// <summary>It is full, or the plan is at its end.</summary>
    None,

    /// <summary>The file at the cursor has no byte there.</summary>
    FileEnded,

    /// <summary>The file at the cursor could not be read.</summary>
    FileFailed,

    /// <summary>The file at the cursor cannot be read without waiting, or has an end that only reading finds.</summary>
    FileCold,

    /// <summary>The datagram at the cursor is larger than the staging buffer and has to be put together in a larger one.</summary>
    NeedsLargeStaging,

    /// <summary>The datagram at the cursor is larger than the socket takes.</summary>
    TooLong,
}
