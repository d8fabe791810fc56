using System.Net;
using System.Net.Sockets;
using Sluice.Soak.Content;

namespace Sluice.Soak;

/// <summary>
/// A process to be killed: on several connections, several sends at a time, memory and files in turn, without end. Connection n carries bytes derived from n alone, so whoever receives
/// them can say whether what there is of them is right.
/// </summary>
internal static class Victim
{
    private const int FileBytes = 4 << 20;
    private const int AtOnce = 4;

    /// <param name="port">Where to connect to, on this machine.</param>
    /// <param name="connections">How many times.</param>
    /// <param name="folder">Where to put its files.</param>
    /// <param name="backend">What to send by.</param>
    public static async Task<int> RunAsync(int port, int connections, string folder, TransmitterBackend backend)
    {
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = backend });
        await Task.WhenAll(Enumerable.Range(0, connections).Select(number => SendAsync(transmitter, port, number, folder))).ConfigureAwait(false);
        return 0;
    }

    private static async Task SendAsync(Transmitter transmitter, int port, int number, string folder)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port).ConfigureAwait(false);
        await socket.SendAsync(BitConverter.GetBytes(number)).ConfigureAwait(false);
        Queue<Task<long>> sends = new();
        for (long position = 0; ; position += 2 * FileBytes)
        {
            byte[] memory = new byte[FileBytes], rest = new byte[FileBytes];
            DerivedBytes.Fill((ulong)number, position, memory);
            DerivedBytes.Fill((ulong)number, position + FileBytes, rest);
            string path = Path.Combine(folder, $"{number}-{position}");
            await File.WriteAllBytesAsync(path, rest).ConfigureAwait(false);
            sends.Enqueue(transmitter.SendPacketsAsync(socket, [memory.AsMemory(0, 100), memory.AsMemory(100), PacketElement.FromFile(path, 0, 10_000)]).AsTask());
            sends.Enqueue(transmitter.SendPacketsAsync(socket, [PacketElement.FromFile(path, 10_000)]).AsTask());
            while (sends.Count > AtOnce)
                await sends.Dequeue().ConfigureAwait(false);
        }
    }
}
