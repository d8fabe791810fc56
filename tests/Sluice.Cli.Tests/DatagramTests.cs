using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Sluice.Cli.Datagrams;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>One process sends datagrams, another receives them.</summary>
public sealed class DatagramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>100,000 bytes fit into any receiver's buffer: none is lost on this machine.</summary>
    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("[::1]:0")]
    public async Task FileCutInto1200_ArrivesAsSoManyDatagrams(string endpoint)
    {
        byte[] file = _folder.WriteRandom("a.bin", 100_000);
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync(endpoint, "--udp", "--once", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;

        ToolResult sent = await ToolProcess.RunAsync("send", "--to", address, "--udp", "--send-size", "1200", _folder["a.bin"]);
        ToolResult received = await receiver.ExitAsync();

        sent.AssertSucceeded();
        Assert.StartsWith($"sent 100,000 bytes to {address} in ", Assert.Single(sent.Output), StringComparison.Ordinal);
        received.AssertSucceeded();
        string line = Assert.Single(received.Output);
        Assert.Contains(": 84 datagrams, 100,000 bytes in ", line, StringComparison.Ordinal);
        Assert.EndsWith($"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(file))}", line, StringComparison.Ordinal);
        Assert.Equal(file, await File.ReadAllBytesAsync(_folder["out"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Sequence_TellsThatNothingWasLost_AndEndsTheReceiver()
    {
        byte[] file = _folder.WriteRandom("a.bin", 50_000);
        byte[] expected = [.. "head"u8, .. file, .. "tail"u8];
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--udp", "--once", "--sequence");
        await using ToolProcess owner = receiver;

        ToolResult sent = await ToolProcess.RunAsync(
            "send", "--to", address, "--udp", "--sequence", "--send-size", "1216", "--text", "head", _folder["a.bin"], "--text", "tail");
        ToolResult received = await receiver.ExitAsync();

        sent.AssertSucceeded();
        Assert.StartsWith($"sent 50,008 bytes in 42 datagrams to {address} in ", Assert.Single(sent.Output), StringComparison.Ordinal);
        received.AssertSucceeded();
        string line = Assert.Single(received.Output);
        Assert.Contains(": 42 datagrams, 50,008 bytes in ", line, StringComparison.Ordinal);
        Assert.EndsWith(
            $"lost 0 of 42, reordered 0, duplicated 0, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(expected))}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutSendSize_EveryElementIsADatagram()
    {
        using Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        (await ToolProcess.RunAsync("send", "--to", receiver.LocalEndPoint!.ToString()!, "--udp", "--text", "one", "--text", "two")).AssertSucceeded();

        foreach (string expected in (string[])["one", "two"])
        {
            byte[] buffer = new byte[100];
            int count = await receiver.ReceiveAsync(buffer).WaitAsync(Bound.Wait, TestContext.Current.CancellationToken);
            Assert.Equal(expected, Encoding.UTF8.GetString(buffer, 0, count));
        }
    }

    /// <summary>Losses, reordering and repetition, sent by hand.</summary>
    [Fact]
    public async Task Receiver_CountsLossesReorderingAndDuplicates()
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--udp", "--once", "--sequence");
        await using ToolProcess owner = receiver;

        using Socket sender = await SendNumberedAsync(address, (0, 8), (2, 8), (1, 8), (5, 8), (5, 8), (4, 8));
        await sender.SendAsync(new byte[3]);
        ToolResult received = await receiver.ExitAsync();

        received.AssertSucceeded();
        string line = Assert.Single(received.Output);
        Assert.Contains("7 datagrams, 6 bytes", line, StringComparison.Ordinal);
        Assert.Contains("lost 3 of 8, reordered 2, duplicated 1, 1 without a header", line, StringComparison.Ordinal);
    }

    /// <summary>All have come when the first one comes once more: it is no sender of its own of which all but one were lost.</summary>
    [Fact]
    public async Task DuplicateBehindTheLast_IsCountedAsOne()
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--udp", "--sequence", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;

        using Socket sender = await SendNumberedAsync(address, (0, 3), (1, 3), (2, 3), (0, 3));
        string line = await receiver.LineAsync("127.0.0.1:");
        await receiver.SignalAsync("TERM");
        ToolResult received = await receiver.ExitAsync();

        Assert.Contains(": 4 datagrams, 4 bytes in ", line, StringComparison.Ordinal);
        Assert.Contains(", lost 0 of 3, reordered 0, duplicated 1, ", line, StringComparison.Ordinal);
        received.AssertFailed(130, "interrupted: 4 datagrams, 4 bytes received");
        Assert.Empty(received.Output);
        Assert.Equal([0, 1, 2, 0], await File.ReadAllBytesAsync(_folder["out"], TestContext.Current.CancellationToken));
    }

    /// <summary>Two sends from one address: a late datagram of the first belongs to that one still.</summary>
    [Fact]
    public async Task SendsOfOneAddress_AreToldApartByTheirNumberOfDatagrams()
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--udp", "--sequence");
        await using ToolProcess owner = receiver;

        using Socket sender = await SendNumberedAsync(address, (0, 2), (1, 2), (0, 5), (1, 5), (1, 2), (3, 5));
        string[] lines = [await receiver.LineAsync("127.0.0.1:"), await receiver.LineAsync("127.0.0.1:")];

        Assert.Contains(lines, static line => line.Contains(": 3 datagrams, 3 bytes in ", StringComparison.Ordinal)
            && line.Contains(", lost 0 of 2, reordered 0, duplicated 1, ", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains(": 3 datagrams, 3 bytes in ", StringComparison.Ordinal)
            && line.Contains(", lost 2 of 5, reordered 0, duplicated 0, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task InterruptedReceiver_TellsItsCounts()
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--udp");
        await using ToolProcess owner = receiver;

        (await ToolProcess.RunAsync("send", "--to", address, "--udp", "--text", "hello")).AssertSucceeded();
        await receiver.LineAsync("127.0.0.1:");
        await receiver.SignalAsync("TERM");

        (await receiver.ExitAsync()).AssertFailed(130, "interrupted: 1 datagram, 5 bytes received");
    }

    [Fact]
    public async Task TooLargeDatagram_IsSaidInPlainWords()
    {
        _folder.WriteRandom("a.bin", 70_000);
        (await ToolProcess.RunAsync("send", "--to", "127.0.0.1:9", "--udp", _folder["a.bin"])).AssertFailed(1, "--send-size");
    }

    [Theory]
    [InlineData("send --to unix:/tmp/x --udp --text a", "no address for --udp")]
    [InlineData("send --to 127.0.0.1:0 --udp --text a", "port 0")]
    [InlineData("send --to 127.0.0.1:9 --sequence --text a", "add --udp")]
    [InlineData("send --to 127.0.0.1:9 --udp --sequence --send-size 16 --text a", "no room")]
    [InlineData("send --to 127.0.0.1:9 --udp --send-size 0 --text a", "not a number of bytes")]
    [InlineData("send --to 127.0.0.1:9 --udp --sequence *.nothing", "let the shell expand")]
    [InlineData("receive --listen 127.0.0.1:0 --sequence", "add --udp")]
    public async Task WrongArguments_ExitWith2(string commandLine, string partOfTheLine) =>
        (await ToolProcess.RunAsync(commandLine.Split(' '))).AssertFailed(2, partOfTheLine);

    /// <summary>Sends datagrams with these numbers, each with its own as its one byte of data, from one socket.</summary>
    private static async Task<Socket> SendNumberedAsync(string address, params (int Number, int Total)[] datagrams)
    {
        Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await sender.ConnectAsync(IPEndPoint.Parse(address), TestContext.Current.CancellationToken);
        foreach ((int number, int total) in datagrams)
            await sender.SendAsync((byte[])[.. new SequenceHeader(number, total).ToArray(), (byte)number]);
        return sender;
    }
}
