using System.Net.Sockets;

namespace Sluice.Compare.Peers;

/// <summary>
/// The framework's calls, as a program makes them. The file is compiled twice: here, and in Sluice.Compare.DropIn, where one property has them intercepted.
/// </summary>
public static class StockCalls
{
    /// <summary><c>Socket.SendPacketsAsync</c>.</summary>
    public static bool SendPacketsAsync(Socket socket, SocketAsyncEventArgs args) => socket.SendPacketsAsync(args);

    /// <summary><c>Socket.SendFileAsync</c>.</summary>
    public static ValueTask SendFileAsync(Socket socket, string path, byte[] header) =>
        socket.SendFileAsync(path, header, default, TransmitFileOptions.UseDefaultWorkerThread);
}
