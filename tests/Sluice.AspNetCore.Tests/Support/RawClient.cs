using System.Net.Sockets;
using System.Text;

namespace Sluice.AspNetCore.Tests.Support;

/// <summary>A client that sees the bytes themselves.</summary>
public static class RawClient
{
    /// <summary>Sends a request as it stands and reads all that comes until the server ends the connection.</summary>
    public static async Task<Answer> ExchangeAsync(this WebServer server, string request, int endpoint = 0)
    {
        using Socket socket = await server.ConnectAsync(endpoint);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        return await socket.ReadToEndAsync().Within($"the answer of {server.Flavour} to {request[..Math.Min(60, request.Length)]}");
    }

    public static Task SendTextAsync(this Socket socket, string text) => socket.SendAsync(Encoding.Latin1.GetBytes(text));

    public static async Task<Answer> ReadToEndAsync(this Socket socket)
    {
        MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer)) > 0)
                all.Write(buffer, 0, read);
            return new Answer(all.ToArray(), WasReset: false);
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return new Answer(all.ToArray(), WasReset: true);
        }
    }

    /// <summary>Reads one response that has a Content-Length, header and body.</summary>
    public static async Task<Answer> ReadResponseAsync(this Socket socket)
    {
        MemoryStream all = new();
        byte[] one = new byte[1];
        string header = "";
        while (!header.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await socket.ReceiveAsync(one) == 0)
                return new Answer(all.ToArray(), WasReset: false);
            all.Write(one);
            header += (char)one[0];
        }

        string length = header.Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..];
        byte[] body = new byte[int.Parse(length)];
        int got = 0;
        while (got < body.Length)
        {
            int read = await socket.ReceiveAsync(body.AsMemory(got));
            if (read == 0)
                break;
            got += read;
        }

        all.Write(body, 0, got);
        return new Answer(all.ToArray(), WasReset: false);
    }

    /// <summary>Asks for a file on a connection that stays, and wants so many bytes of it.</summary>
    public static async Task<Answer> AskAsync(this Socket socket, string target, int length)
    {
        await socket.SendTextAsync($"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n");
        Answer answer = await socket.ReadResponseAsync().Within($"the answer to {target}");
        Assert.Equal(length, answer.Body.Length);
        return answer;
    }
}
