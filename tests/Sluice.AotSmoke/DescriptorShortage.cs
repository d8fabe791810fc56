using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Sluice;

/// <summary>
/// A process that runs out of descriptors, under a limit that whoever starts it has set: a send that needs more than are left for its files fails before its first byte, one that
/// needs them to wait fails with its count; both give back all that they took, and the next one goes through. Says what happened, line by line.
/// </summary>
internal static class DescriptorShortage
{
    private const int Left = 5;
    private const int Files = 10;

    /// <param name="folder">Where to put its files.</param>
    /// <param name="backend">What to send by.</param>
    /// <param name="byArgs">Whether by the stock args.</param>
    public static async Task<int> RunAsync(string folder, TransmitterBackend backend, bool byArgs)
    {
        string[] paths = [.. Enumerable.Range(0, Files).Select(i => Path.Combine(folder, $"{i}"))];
        foreach (string path in paths)
            File.WriteAllBytes(path, new byte[1000]);

        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await sender.ConnectAsync(listener.LocalEndPoint!);
        using Socket receiver = await listener.AcceptAsync();
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = backend });

        // What the runtime loads for a success and for a failure is loaded while it still can be.
        Console.WriteLine($"before: {await SendAsync(paths)}");
        Console.WriteLine($"missing: {await SendAsync([.. paths, Path.Combine(folder, "missing")])}");

        Stack<SafeFileHandle> taken = [];
        Exhaust(taken);
        for (int i = 0; i < Left; i++)
            taken.Pop().Dispose();
        string shortage = await SendAsync(paths);
        int free = Exhaust(taken);
        while (taken.TryPop(out SafeFileHandle? handle))
            handle.Dispose();

        Console.WriteLine($"shortage: {shortage}");
        Console.WriteLine($"free afterwards: {free}");
        Console.WriteLine($"after: {await SendAsync(paths)}");
        sender.Shutdown(SocketShutdown.Send);
        byte[] buffer = new byte[64 * 1024];
        int arrived = 0;
        while (receiver.Receive(buffer) is > 0 and int received)
            arrived += received;
        Console.WriteLine($"arrived: {arrived}");

        // The framework's own descriptors, by which the portable backend waits, are there since the sockets connected.
        if (backend == TransmitterBackend.Linux)
        {
            await WaitAsync(left: 0);
            await WaitAsync(left: 1);
        }

        return 0;

        async Task<string> SendAsync(string[] files)
        {
            try
            {
                if (!byArgs)
                    return $"{await transmitter.SendPacketsAsync(sender, [.. files.Select(path => PacketElement.FromFile(path))])} bytes";
                TaskCompletionSource completed = new();
                using SocketAsyncEventArgs args = new();
                args.SendPacketsElements = [.. files.Select(path => new SendPacketsElement(path))];
                args.Completed += (_, _) => completed.SetResult();
                if (transmitter.SendPacketsAsync(sender, args))
                    await completed.Task;
                return args.SocketError == SocketError.Success ? $"{args.BytesTransferred} bytes" : $"{args.SocketError}";
            }
            catch (IOException fault)
            {
                return $"{fault.GetType().Name}: {fault.Message}";
            }
        }
    }

    /// <summary>A first send that has to wait, where a thread that waits would need two descriptors.</summary>
    private static async Task WaitAsync(int left)
    {
        byte[] content = new byte[20_000_000];
        new Random(2).NextBytes(content);
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await sender.ConnectAsync(listener.LocalEndPoint!);
        using Socket receiver = await listener.AcceptAsync();
        await using Transmitter transmitter = new(new TransmitterOptions { Backend = TransmitterBackend.Linux });
        Stack<SafeFileHandle> taken = [];
        Exhaust(taken);
        for (int i = 0; i < left; i++)
            taken.Pop().Dispose();
        string outcome = "waits";
        long sent = 0;
        try
        {
            sent = await transmitter.SendPacketsAsync(sender, [content]);
        }
        catch (SendPacketsException failure)
        {
            outcome = $"{failure.SocketErrorCode}";
            sent = failure.BytesTransferred;
        }

        int free = Exhaust(taken);
        while (taken.TryPop(out SafeFileHandle? handle))
            handle.Dispose();
        bool isPart = sent > 0 && sent < content.Length && IsNext(receiver, content.AsSpan(0, (int)sent));
        Task<bool> receiving = Task.Run(() => IsNext(receiver, content));
        long after = await transmitter.SendPacketsAsync(sender, [content]);
        Console.WriteLine($"waiting with {left}: {outcome}, a part: {isPart}, free afterwards: {free}, after: {after} bytes, right: {await receiving}");
    }

    private static bool IsNext(Socket receiver, ReadOnlySpan<byte> expected)
    {
        byte[] buffer = new byte[256 * 1024];
        while (!expected.IsEmpty)
        {
            int received = receiver.Receive(buffer.AsSpan(0, Math.Min(buffer.Length, expected.Length)));
            if (received == 0 || !expected[..received].SequenceEqual(buffer.AsSpan(0, received)))
                return false;
            expected = expected[received..];
        }

        return true;
    }

    /// <summary>Takes every descriptor that is left.</summary>
    /// <returns>How many there were.</returns>
    private static int Exhaust(Stack<SafeFileHandle> taken)
    {
        int count = 0;
        while (true)
        {
            try
            {
                taken.Push(File.OpenHandle("/dev/null"));
                count++;
            }
            catch (IOException)
            {
                return count;
            }
        }
    }
}
