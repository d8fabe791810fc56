// FileResponder [FOLDER [ADDRESS:PORT]]: answers GET and HEAD of HTTP/1.0 with the files of a folder. Header and file leave in one send.
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sluice;

string root = Path.GetFullPath((args is [string folder, ..] ? folder : ".") + '/');
IPEndPoint address = IPEndPoint.Parse(args is [_, string given, ..] ? given : "127.0.0.1:8080");

// The connection ends in order when the client has everything; a client that takes nothing for half a minute is given up.
SendPacketsOptions andDisconnect = new() { Flags = TransmitFileOptions.Disconnect, StallTimeout = TimeSpan.FromSeconds(30) };

using Socket listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
listener.Bind(address);
listener.Listen();
Console.WriteLine($"listening on http://{listener.LocalEndPoint}/");
while (true)
{
    try
    {
        _ = AnswerAsync(await listener.AcceptAsync());
    }
    catch (SocketException failure)
    {
        Console.Error.WriteLine(failure.Message); // No descriptors left, mostly: the answers under way give theirs back.
        await Task.Delay(100);
    }
}

async Task AnswerAsync(Socket client)
{
    using Socket connection = client;
    try
    {
        string line = await ReadRequestLineAsync(client);
        string answer = line.Split(' ') switch
        {
            [("GET" or "HEAD") and var method, ['/', ..] target, _] => await SendFileAsync(client, target, isHead: method == "HEAD"),
            [_, _, _] => await SendAsync(client, "501 Not Implemented", 0, default),
            _ => await SendAsync(client, "400 Bad Request", 0, default),
        };
        Console.WriteLine($"{line}: {answer}");
    }
    catch (Exception failure) when (failure is SocketException or OperationCanceledException)
    {
        // The client went away or was too slow, or its file shrank. Closing tells it that what was promised does not come.
        Console.Error.WriteLine(failure.Message);
    }
}

async Task<string> SendFileAsync(Socket client, string target, bool isHead)
{
    try
    {
        if (Find(target) is { } file)
            return await SendAsync(client, "200 OK", file.Length, isHead ? default : PacketElement.FromFile(file.FullName, 0, file.Length));
    }
    catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
    {
        // No such name, no right, no regular file: that comes out before the first byte is sent, so there is still time to say it.
    }

    return await SendAsync(client, "404 Not Found", 0, default);
}

async Task<string> SendAsync(Socket client, string status, long length, PacketElement body)
{
    byte[] header = Encoding.ASCII.GetBytes($"HTTP/1.0 {status}\r\nContent-Length: {length}\r\n\r\n");
    return $"{status}, {await client.SendPacketsAsync([header, body], andDisconnect)} bytes";
}

// The file that is asked for, where it is one of this folder. Links are not followed: they may lead out of it.
FileInfo? Find(string target)
{
    string path = Uri.UnescapeDataString(target.Split('?')[0]);
    path = Path.GetFullPath(root + (path.EndsWith('/') ? path + "index.html" : path));
    bool isInside = path.StartsWith(root, StringComparison.Ordinal);
    for (string part = path; isInside && part.Length > root.Length; part = Path.GetDirectoryName(part)!)
        isInside = new FileInfo(part).LinkTarget is null;
    FileInfo file = new(path);
    return isInside && file.Exists ? file : null;
}

static async Task<string> ReadRequestLineAsync(Socket client)
{
    using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
    byte[] head = new byte[8192];
    int length = 0;
    while (length < head.Length && head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
    {
        int received = await client.ReceiveAsync(head.AsMemory(length), patience.Token);
        if (received == 0)
            throw new SocketException((int)SocketError.ConnectionReset);
        length += received;
    }

    return Encoding.Latin1.GetString(head, 0, length).Split('\r', '\n')[0];
}
