namespace Sluice.TestSupport.Sockets;

/// <summary>The stream transports that the suites run over.</summary>
public enum SocketFamily
{
    Tcp4,
    Tcp6,
    Unix,
}
