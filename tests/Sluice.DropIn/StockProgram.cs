using System.Globalization;
using System.Net;
using System.Net.Sockets;

/// <summary>
/// A program that knows the framework's calls and nothing of Sluice. Built as it is, they are the framework's; built with one property set, they go through Sluice. It says what it sees, and judges nothing.
/// </summary>
internal static class StockProgram
{
    private const int Sends = 50;
    private const int Copies = 33;

    /// <summary>Sends a file by path again and again, and says what arrived and how many descriptors lead to the file afterwards.</summary>
    public static async Task SendManyAsync(string path, TextWriter output)
    {
        byte[] header = [1, 2, 3], trailer = [4, 5];
        byte[] expected = [.. header, .. await File.ReadAllBytesAsync(path), .. trailer];
        using Connection connection = await Connection.OpenAsync();
        CountingSocket socket = connection.Sender;

        using SocketAsyncEventArgs args = new();
        args.SendPacketsElements = [new(header), new(path), new(trailer)];
        bool allRight = true;
        for (int i = 0; i < Sends; i++)
        {
            Task<bool> arrived = connection.ReceiveAsync(expected);
            allRight &= await SendPacketsAsync(socket, args) == expected.Length;
            allRight &= await arrived;
        }

        allRight &= socket.Calls == Sends;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"SendPacketsAsync: bytes and counts {(allRight ? "right" : "WRONG")}, {DescriptorsTo(path)} left open"));

        int before = DescriptorsTo(path);
        allRight = true;
        for (int i = 0; i < Sends; i++)
        {
            Task<bool> arrived = connection.ReceiveAsync(expected);
            await socket.SendFileAsync(path, header, trailer, TransmitFileOptions.UseDefaultWorkerThread);
            allRight &= await arrived;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"SendFileAsync: bytes {(allRight ? "right" : "WRONG")}, {DescriptorsTo(path) - before} left open"));
    }

    /// <summary>Sends a file many times over in one send, and says how many bytes the args and the receiver have counted.</summary>
    public static async Task SendLargeAsync(string path, TextWriter output)
    {
        using Connection connection = await Connection.OpenAsync();
        Task<long> received = connection.DiscardAsync();
        using SocketAsyncEventArgs args = new();
        args.SendPacketsElements = [.. Enumerable.Repeat(path, Copies).Select(file => new SendPacketsElement(file))];
        int counted = await SendPacketsAsync(connection.Sender, args);
        connection.Sender.Shutdown(SocketShutdown.Send);
        long arrived = await received;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"BytesTransferred: {counted}, received: {arrived}"));
    }

    private static async Task<int> SendPacketsAsync(CountingSocket socket, SocketAsyncEventArgs args)
    {
        TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        args.Completed += OnCompleted;
        try
        {
            if (socket.SendPacketsAsync(args))
                await completed.Task;
            return args.SocketError == SocketError.Success ? args.BytesTransferred : throw new SocketException((int)args.SocketError);
        }
        finally
        {
            args.Completed -= OnCompleted;
        }

        void OnCompleted(object? sender, SocketAsyncEventArgs e) => completed.SetResult();
    }

    private static int DescriptorsTo(string path) =>
        Directory.GetFileSystemEntries("/proc/self/fd").Count(descriptor => new FileInfo(descriptor).LinkTarget == path);

    /// <summary>A type of the program's own, with a method that hides the framework's.</summary>
    private sealed class CountingSocket() : Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        public int Calls { get; private set; }

        public new bool SendPacketsAsync(SocketAsyncEventArgs args)
        {
            Calls++;
            return base.SendPacketsAsync(args);
        }
    }

    private sealed class Connection(CountingSocket sender, Socket receiver) : IDisposable
    {
        // One for all: a collection would close what was left open, and hide it.
        private readonly byte[] _buffer = new byte[4 * 1024 * 1024];

        public CountingSocket Sender => sender;

        public static async Task<Connection> OpenAsync()
        {
            using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            CountingSocket sender = new();
            await sender.ConnectAsync(listener.LocalEndPoint!);
            return new Connection(sender, await listener.AcceptAsync());
        }

        public async Task<bool> ReceiveAsync(byte[] expected)
        {
            Memory<byte> bytes = _buffer.AsMemory(0, expected.Length);
            for (int filled = 0; filled < bytes.Length;)
            {
                int received = await receiver.ReceiveAsync(bytes[filled..]);
                if (received == 0)
                    return false;
                filled += received;
            }

            return bytes.Span.SequenceEqual(expected);
        }

        public async Task<long> DiscardAsync()
        {
            long total = 0;
            int received;
            while ((received = await receiver.ReceiveAsync(_buffer)) > 0)
                total += received;
            return total;
        }

        public void Dispose()
        {
            sender.Dispose();
            receiver.Dispose();
        }
    }
}
