namespace Sluice.TestSupport.Sockets;

/// <summary>The datagram and record transports that the suites run over.</summary>
public enum MessageFamily
{
    Udp4,
    Udp6,
    UnixDatagram,
    UnixRecord,
}
