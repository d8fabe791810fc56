using System.Runtime.InteropServices;

namespace Sluice.Kernel;

/// <summary>struct cmsghdr with the 16 bits of UDP_SEGMENT behind it, padded as CMSG_SPACE has it (udp(7), cmsg(3)).</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct SegmentSizeControl
{
    // CMSG_LEN of two bytes: the padding is not counted.
    private const int UsedBytes = 18;

    public nuint Length;
    public int Level;
    public int Type;
    public ushort SegmentSize;

    public static SegmentSizeControl Of(int segmentSize) => new()
    {
        Length = UsedBytes,
        Level = SocketOption.LevelUdp,
        Type = SocketOption.UdpSegment,
        SegmentSize = (ushort)segmentSize,
    };
}
