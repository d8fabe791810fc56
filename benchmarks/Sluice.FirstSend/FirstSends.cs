using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Sluice.FirstSend;

/// <summary>A header and a file, once, in each way.</summary>
internal static class FirstSends
{
    /// <summary>What everything else is compared with: the file read into the buffer that holds the header, and one send.</summary>
    public static async Task PlainAsync(Socket socket, byte[] header, string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        byte[] buffer = new byte[header.Length + (int)RandomAccess.GetLength(file)];
        header.CopyTo(buffer, 0);
        RandomAccess.Read(file, buffer.AsSpan(header.Length), 0);
        await socket.SendAsync(buffer).ConfigureAwait(false);
    }

    public static async Task SluiceAsync(Socket socket, byte[] header, string path) =>
        await socket.SendPacketsAsync([header, PacketElement.FromFile(path)]).ConfigureAwait(false);

    public static async Task SluiceArgsAsync(Socket socket, byte[] header, string path) =>
        await ByArgsAsync(header, path, args => Transmitter.Shared.SendPacketsAsync(socket, args)).ConfigureAwait(false);

    /// <summary>The framework's own call. The descriptor that it leaves open does not matter here.</summary>
    public static async Task StockAsync(Socket socket, byte[] header, string path) =>
        await ByArgsAsync(header, path, socket.SendPacketsAsync).ConfigureAwait(false);

    private static async Task ByArgsAsync(byte[] header, string path, Func<SocketAsyncEventArgs, bool> send)
    {
        TaskCompletionSource completed = new();
        using SocketAsyncEventArgs args = new();
        args.SendPacketsElements = [new SendPacketsElement(header), new SendPacketsElement(path)];
        args.Completed += (_, _) => completed.SetResult();
        if (send(args))
            await completed.Task.ConfigureAwait(false);
        if (args.SocketError != SocketError.Success)
            throw new SocketException((int)args.SocketError);
    }
}
