using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Sluice;

namespace LogShipper;

/// <summary>The other end: tells how many bytes its file has, and appends what comes.</summary>
internal static class Receiver
{
    public static async Task RunAsync(IPEndPoint address, string path, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using Socket listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(address);
        listener.Listen();
        Console.WriteLine($"listening on {listener.LocalEndPoint}");
        Task appending = Task.CompletedTask;
        Socket? last = null;
        while (true)
        {
            Socket next = await listener.AcceptAsync(cancellationToken);

            // A shipper that connects again has given up its old connection, of whose end this side may never hear.
            last?.Dispose();
            await appending;
            last = next;
            appending = AppendAsync(next, file, cancellationToken);
        }
    }

    private static async Task AppendAsync(Socket socket, SafeFileHandle file, CancellationToken cancellationToken)
    {
        using Socket connection = socket;
        try
        {
            // What the shipper hears of it has, it never sends again: so it has to be on the disk.
            RandomAccess.FlushToDisk(file);
            long position = RandomAccess.GetLength(file);
            byte[] greeting = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(greeting, position);
            await socket.SendPacketsAsync([greeting], null, cancellationToken);

            byte[] buffer = new byte[64 * 1024];
            int received;
            while ((received = await socket.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                await RandomAccess.WriteAsync(file, buffer.AsMemory(0, received), position, CancellationToken.None);
                position += received;
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            Console.Error.WriteLine(gone.Message);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C: what has been written is the position that the next start tells.
        }
    }
}
