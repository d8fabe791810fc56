namespace Sluice;

/// <summary>What a <see cref="PacketElement"/> names.</summary>
internal enum PacketElementKind : byte
{
    Nothing,
    Memory,
    Sequence,
    Path,

    /// <summary>A path that stands for one file, whatever characters are in it.</summary>
    ExactPath,

    Handle,
}
