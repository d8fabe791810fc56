namespace Sluice.Streams;

/// <summary>Why a batch ended where it did.</summary>
internal enum GatherStop
{
    /// <summary>It is full, or the plan or a packet is at its end, or what follows goes another way.</summary>
    None,

    /// <summary>The file at the cursor has no byte there.</summary>
    FileEnded,

    /// <summary>The file at the cursor could not be read.</summary>
    FileFailed,

    /// <summary>The file at the cursor cannot be read without waiting.</summary>
    FileCold,
}
