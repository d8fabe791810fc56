namespace Sluice;

/// <summary>What a <see cref="PacketElement"/> names.</summary>
internal enum PacketElementKind : byte
{
    Nothing,
    Memory,
    Sequence,
    Path,
    Handle,
}
