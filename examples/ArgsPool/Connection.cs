using System.Net.Sockets;
using System.Text;

namespace ArgsPool;

/// <summary>
/// One client, from its first request to its last: receive, send, receive and so on, all with the same args. At any time one operation is under way, or one thread is
/// in <see cref="Run"/>.
/// </summary>
internal sealed class Connection(Socket socket, SocketAsyncEventArgs args, Pool pool, string folder)
{
    private static readonly byte[] No = "NO\n"u8.ToArray();

    private readonly int _buffer = args.Offset;

    // Bytes of requests that have come and are not answered yet.
    private int _filled;

    /// <summary>What the args of the pool call when an operation of theirs was pending and has ended.</summary>
    public static void OnCompleted(object? sender, SocketAsyncEventArgs args) => ((Connection)args.UserToken!).Run();

    public void Start()
    {
        args.UserToken = this;
        if (!Receive())
            Run();
    }

    // A loop, because operations that end at once would otherwise call one another ever deeper.
    private void Run()
    {
        bool isPending;
        do
        {
            bool hasReceived = args.LastOperation == SocketAsyncOperation.Receive;
            if (args.SocketError != SocketError.Success || (hasReceived && args.BytesTransferred == 0))
            {
                Close();
                return;
            }

            if (hasReceived)
                _filled += args.BytesTransferred;
            if (TryTakeRequest(out string name))
            {
                isPending = Answer(name);
            }
            else if (_filled < Pool.BufferBytes)
            {
                isPending = Receive();
            }
            else
            {
                Close();
                return;
            }
        }
        while (!isPending);
    }

    private bool Receive()
    {
        args.SetBuffer(_buffer + _filled, Pool.BufferBytes - _filled);
        return socket.ReceiveAsync(args);
    }

    private bool TryTakeRequest(out string name)
    {
        Span<byte> requests = args.Buffer.AsSpan(_buffer, _filled);
        int end = requests.IndexOf((byte)'\n');
        name = end < 0 ? "" : Encoding.UTF8.GetString(requests[..end]);
        if (end < 0)
            return false;
        requests[(end + 1)..].CopyTo(requests);
        _filled -= end + 1;
        return true;
    }

    private bool Answer(string name)
    {
        try
        {
            args.SendPacketsElements = ElementsOf(name);
            return Send();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // No such name, or the file is gone or not to be read. The call throws before it sends anything.
            args.SendPacketsElements = [new SendPacketsElement(No)];
            return Send();
        }
    }

    private bool Send() => Sluice.Transmitter.Shared.SendPacketsAsync(socket, args);

    private SendPacketsElement[] ElementsOf(string name)
    {
        FileInfo file = new(Path.Combine(folder, Path.GetFileName(name)));
        bool isThere = file.Name == name && file.Exists && file.LinkTarget is null && file.Length <= int.MaxValue;
        return isThere
            ? [new SendPacketsElement(Encoding.ASCII.GetBytes($"OK {file.Length}\n")), new SendPacketsElement(file.FullName, 0, (int)file.Length)]
            : [new SendPacketsElement(No)];
    }

    private void Close()
    {
        socket.Dispose();
        args.SetBuffer(_buffer, Pool.BufferBytes);
        pool.Return(args);
    }
}
