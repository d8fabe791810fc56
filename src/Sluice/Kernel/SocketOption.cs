namespace Sluice.Kernel;

/// <summary>Levels and names of getsockopt(2) and setsockopt(2) (include/uapi/asm-generic/socket.h, include/uapi/linux/udp.h).</summary>
internal static class SocketOption
{
    public const int LevelSocket = 1;
    public const int LevelUdp = 17;

    /// <summary>SO_SNDBUF.</summary>
    public const int SendBuffer = 7;

    /// <summary>UDP_SEGMENT, Linux 4.18.</summary>
    public const int UdpSegment = 103;
}
