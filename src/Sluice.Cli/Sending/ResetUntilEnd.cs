using System.Net.Sockets;

namespace Sluice.Cli.Sending;

/// <summary>
/// Has the kernel reset a TCP connection that is closed before its end, also where the process is killed. An orderly end is what it would send otherwise, and the receiver would take a part for
/// the whole. A Unix socket knows no reset.
/// </summary>
internal static class ResetUntilEnd
{
    // A linger time of 0 makes close(2) a reset.
    private static readonly LingerOption Reset = new(true, 0);
    private static readonly LingerOption Orderly = new(false, 0);

    public static void Arm(Socket socket) => Set(socket, Reset);

    public static void Disarm(Socket socket) => Set(socket, Orderly);

    private static void Set(Socket socket, LingerOption option)
    {
        if (socket.ProtocolType == ProtocolType.Tcp)
            socket.LingerState = option;
    }
}
