namespace Sluice.Planning;

/// <summary>A piece of a plan with bytes in it: one stretch of memory, or one range of one file.</summary>
internal struct Segment
{
    /// <summary>The <see cref="Length"/> of a file that is read to its end, whatever that turns out to be.</summary>
    public const long OpenEnded = long.MaxValue;

    /// <summary>The bytes, where <see cref="File"/> is -1.</summary>
    public ReadOnlyMemory<byte> Memory;

    /// <summary>Where the range begins in its file.</summary>
    public long Offset;

    /// <summary>Bytes to send, or <see cref="OpenEnded"/>. Never 0, unless that is what an open-ended one turned out to have.</summary>
    public long Length;

    /// <summary>Index of the file in the table of the operation; -1 for memory.</summary>
    public int File;

    /// <summary>Index of the element that it came from.</summary>
    public int Element;

    /// <summary>Whether no send request may reach beyond its end.</summary>
    public bool EndsPacket;

    public readonly bool IsMemory => File < 0;

    public readonly bool IsOpenEnded => Length == OpenEnded;
}
