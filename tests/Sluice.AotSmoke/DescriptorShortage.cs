using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Sluice;

/// <summary>
/// A process that runs out of descriptors, under a limit that whoever starts it has set: a send that needs more than are left fails before its first byte, gives back all
/// that it took, and the next one goes through. Says what happened, line by line.
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
