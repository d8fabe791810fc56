using System.Net;
using System.Net.Sockets;
using Sluice;

// Compiled ahead of time: both patterns, a stream and both backends send a header, a file and a trailer, with completions on every kind of thread, and datagrams
// cut from a file, and the bytes are compared; so are those of a program of stock calls that are intercepted. Ends 0 only if all are right, and ends although the sender's threads are still there.
if (args is ["shortage", var folder, var kind, var pattern])
    return await DescriptorShortage.RunAsync(folder, Enum.Parse<TransmitterBackend>(kind), pattern == "args");

string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
byte[] header = [1, 2, 3], trailer = [4, 5], body = new byte[3_000_000];
new Random(1).NextBytes(body);
File.WriteAllBytes(path, body);
try
{
    using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    listener.Listen();
    using Socket sender = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    await sender.ConnectAsync(listener.LocalEndPoint!);
    using Socket receiver = await listener.AcceptAsync();

    byte[] expected = [.. header, .. body, .. trailer];
    await using Transmitter portable = new(new TransmitterOptions { Backend = TransmitterBackend.Portable });
    bool right = true;
    foreach (Transmitter transmitter in new[] { Transmitter.Shared, portable })
    {
        string backend = transmitter == portable ? "portable" : "default";
        right &= await Check($"awaitable, {backend}", async () =>
            await transmitter.SendPacketsAsync(sender, [header, PacketElement.FromFile(path), trailer]));
        foreach (int flags in new[] { 0, 16, 32 })
        {
            right &= await Check($"stock args, {backend}, flags {flags}", async () =>
            {
                TaskCompletionSource completed = new();
                using SocketAsyncEventArgs args = new();
                args.SendPacketsElements = [new(header), new(path), new(trailer)];
                args.SendPacketsFlags = (TransmitFileOptions)flags;
                args.Completed += (_, _) => completed.SetResult();
                if (transmitter.SendPacketsAsync(sender, args))
                    await completed.Task;
                return args.SocketError == SocketError.Success ? Transmitter.GetBytesTransferred(args) : -1;
            });
        }

        await using BufferedStream stream = new(new NetworkStream(sender, ownsSocket: false));
        right &= await Check($"stream, {backend}", async () =>
            await transmitter.SendPacketsAsync(stream, [header, PacketElement.FromFile(path), trailer]));
        right &= await CheckDatagrams($"datagrams, {backend}", transmitter);
    }

    right &= await CheckIntercepted();
    return right ? 0 : 1;

    async Task<bool> CheckIntercepted()
    {
        StringWriter seen = new();
        await StockProgram.SendManyAsync(path, seen);
        bool isRight = seen.ToString() == "SendPacketsAsync: bytes and counts right, 0 left open\nSendFileAsync: bytes right, 0 left open\n";
        Console.WriteLine($"stock calls, intercepted: {seen.ToString().Trim().Replace("\n", "; ", StringComparison.Ordinal)}: {(isRight ? "right" : "WRONG")}");
        return isRight;
    }

    async Task<bool> Check(string name, Func<Task<long>> send)
    {
        Task<byte[]> receiving = Receive(receiver, expected.Length);
        long sent = await send();
        byte[] received = await receiving;
        bool isRight = sent == expected.Length && expected.AsSpan().SequenceEqual(received);
        Console.WriteLine($"{name}: {sent} bytes, {(isRight ? "right" : "WRONG")}");
        return isRight;
    }

    async Task<bool> CheckDatagrams(string name, Transmitter transmitter)
    {
        const int Size = 1200, Count = 20;
        using Socket to = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        to.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket from = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await from.ConnectAsync(to.LocalEndPoint!);
        long sent = await transmitter.SendPacketsAsync(
            from, [header, PacketElement.FromFile(path, 0, (Count * Size) - header.Length)], new SendPacketsOptions { SendSize = Size });
        bool isRight = sent == Count * Size;
        for (int i = 0; i < Count && isRight; i++)
        {
            byte[] datagram = new byte[2 * Size];
            int received = await to.ReceiveAsync(datagram);
            isRight = expected.AsSpan(i * Size, Size).SequenceEqual(datagram.AsSpan(0, received));
        }

        Console.WriteLine($"{name}: {sent} bytes, {(isRight ? "right" : "WRONG")}");
        return isRight;
    }
}
finally
{
    File.Delete(path);
}

static async Task<byte[]> Receive(Socket socket, int count)
{
    byte[] bytes = new byte[count];
    for (int filled = 0; filled < count;)
    {
        int received = await socket.ReceiveAsync(bytes.AsMemory(filled));
        if (received == 0)
            break;
        filled += received;
    }

    return bytes;
}
