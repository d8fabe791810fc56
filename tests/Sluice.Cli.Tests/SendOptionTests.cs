using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>What the options of <c>sluice send</c> do, seen by a receiver.</summary>
public sealed class SendOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ranges_SendThosePartsOfTheFile()
    {
        byte[] file = _folder.WriteRandom("a.bin", 100_000);

        await SendAsync($"{_folder["a.bin"]}@1KiB+50000", $"{_folder["a.bin"]}@99990", $"{_folder["a.bin"]}@+3", $"{_folder["a.bin"]}@7+0");

        Assert.Equal([.. file[1024..51024], .. file[99990..], .. file[..3]], ReadOut());
    }

    [Theory]
    [InlineData]
    [InlineData("--udp", "--sequence")]
    public async Task RangePastTheEnd_ExitsWith3_AndSaysSo(params string[] options)
    {
        _folder.WriteRandom("a.bin", 10);
        using Peer peer = new();

        ToolResult result = await ToolProcess.RunAsync(["send", "--to", peer.Address, .. options, $"{_folder["a.bin"]}@5+6"]);

        result.AssertFailed(3, "a.bin");
        Assert.Contains("othing was sent", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dash_SendsTheStandardInput_InItsPlace()
    {
        byte[] input = new byte[300_000];
        Random.Shared.NextBytes(input);
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--once", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;

        (await ToolProcess.RunWithInputAsync(input, "send", "--to", address, "--text", "<", "-", "--text", ">")).AssertSucceeded();
        (await receiver.ExitAsync()).AssertSucceeded();

        Assert.Equal([(byte)'<', .. input, (byte)'>'], ReadOut());
    }

    [Fact]
    public async Task Eop_EndsADatagram()
    {
        using Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        (await ToolProcess.RunAsync("send", "--to", receiver.LocalEndPoint!.ToString()!, "--udp", "--text", "a", "--text", "b", "--eop", "--text", "c")).AssertSucceeded();

        foreach (string expected in (string[])["ab", "c"])
        {
            byte[] buffer = new byte[100];
            int count = await receiver.ReceiveAsync(buffer).WaitAsync(Bound.Wait, TestContext.Current.CancellationToken);
            Assert.Equal(expected, Encoding.UTF8.GetString(buffer, 0, count));
        }
    }

    /// <summary>No send is faster than its rate, however slow the machine; and in a pipe there is no progress bar, however long it takes.</summary>
    [Theory]
    [InlineData]
    [InlineData("--sha256")]
    [InlineData("--repeat", "2")]
    public async Task Rate_IsKept_AndNothingIsDrawnInAPipe(params string[] options)
    {
        bool isTwice = options.Contains("--repeat");
        _folder.WriteRandom("a.bin", isTwice ? 100_000 : 200_000);

        ToolResult sent = await SendAsync(["--rate", "200kB/s", "--json", .. options, _folder["a.bin"]]);

        JsonElement report = JsonDocument.Parse(Assert.Single(sent.Output)).RootElement;
        Assert.Equal(200_000, report.GetProperty("bytes").GetInt64());
        Assert.InRange(report.GetProperty("seconds").GetDouble(), 0.7, double.MaxValue);
    }

    [Fact]
    public async Task Repeat_SendsItAllAgain()
    {
        _folder.WriteText("a", "file,");

        ToolResult sent = await SendAsync("--repeat", "3", "--text", "text,", _folder["a"]);

        Assert.Equal("text,file,text,file,text,file,"u8.ToArray(), ReadOut());
        Assert.StartsWith("sent 30 bytes in 3 sends to 127.0.0.1:", Assert.Single(sent.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RepeatOfNumberedDatagrams_GoesOnWithTheNumbers()
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--udp", "--sequence", "--once", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;

        ToolResult sent = await ToolProcess.RunAsync("send", "--to", address, "--udp", "--sequence", "--repeat", "3", "--text", "a", "--text", "b");
        ToolResult received = await receiver.ExitAsync();

        sent.AssertSucceeded();
        Assert.StartsWith("sent 6 bytes in 6 datagrams to ", Assert.Single(sent.Output), StringComparison.Ordinal);
        received.AssertSucceeded();
        Assert.Contains("lost 0 of 6, reordered 0, duplicated 0", Assert.Single(received.Output), StringComparison.Ordinal);
        Assert.Equal("ababab"u8.ToArray(), ReadOut());
    }

    /// <summary>With a backlog of 0 and one connection in it, the kernel leaves the next without an answer.</summary>
    [Fact]
    public async Task Timeout_EndsAConnectThatNobodyAnswers()
    {
        using Peer peer = new(backlog: 0);
        using Socket first = await Peer.ConnectAsync(peer.Address);

        (await ToolProcess.RunAsync("send", "--to", peer.Address, "--timeout", "0.5", "--text", "a"))
            .AssertFailed(1, $"cannot connect to {peer.Address}: no answer within 500 ms");
    }

    [Theory]
    [InlineData]
    [InlineData("--sha256")]
    public async Task Timeout_EndsASendThatNobodyReads(params string[] options)
    {
        await using (FileStream large = File.Create(_folder["large"]))
            large.SetLength(1L << 30);
        using Peer peer = new();

        (await ToolProcess.RunAsync(["send", "--to", peer.Address, "--timeout", "0.5", .. options, _folder["large"]])).AssertFailed(1, "the receiver took nothing for too long");
    }

    /// <summary>The sender's kernel takes all of it, the receiver's has no room: sent, and not arrived.</summary>
    [Theory]
    [InlineData]
    [InlineData("--sha256")]
    public async Task Disconnect_WaitsUntilEverythingHasArrived(params string[] options)
    {
        _folder.WriteRandom("a.bin", 50_000);
        using Peer peer = new(receiveBuffer: 4096);
        string[] command = ["send", "--to", peer.Address, "--timeout", "0.5", .. options, _folder["a.bin"]];

        (await ToolProcess.RunAsync(command)).AssertSucceeded();
        (await ToolProcess.RunAsync([.. command, "--disconnect"])).AssertFailed(1, "50,000 bytes were sent, but the receiver did not confirm the end");
    }

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("unix:")]
    [InlineData("127.0.0.1:0", "--sha256")]
    public async Task Disconnect_SucceedsWithAReceiverThatReads(string endpoint, params string[] options)
    {
        byte[] file = _folder.WriteRandom("a.bin", 1_000_000);
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync(endpoint == "unix:" ? $"unix:{_folder["s"]}" : endpoint, "--once", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;

        (await ToolProcess.RunAsync(["send", "--to", address, "--disconnect", .. options, _folder["a.bin"]])).AssertSucceeded();
        (await receiver.ExitAsync()).AssertSucceeded();

        Assert.Equal(file, ReadOut());
    }

    [Fact]
    public async Task Json_IsOneObject()
    {
        ToolResult sent = await SendAsync("--json", "--sha256", "--repeat", "2", "--text", "ab");

        JsonElement report = JsonDocument.Parse(Assert.Single(sent.Output)).RootElement;
        Assert.Equal(["to", "bytes", "sends", "seconds", "sha256"], report.EnumerateObject().Select(static property => property.Name));
        Assert.StartsWith("127.0.0.1:", report.GetProperty("to").GetString(), StringComparison.Ordinal);
        Assert.Equal(4, report.GetProperty("bytes").GetInt64());
        Assert.Equal(2, report.GetProperty("sends").GetInt32());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("abab"u8)), report.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Quiet_SaysNothing() => Assert.Empty((await SendAsync("--quiet", "--text", "a")).Output);

    [Fact]
    public async Task Sha256_IsThatOfWhatArrives()
    {
        byte[] file = _folder.WriteRandom("a.bin", 3_000_000);

        ToolResult sent = await SendAsync("--sha256", "--text", "head", _folder["a.bin"]);

        Assert.EndsWith($", SHA-256 {Convert.ToHexStringLower(SHA256.HashData([.. "head"u8, .. file]))}", Assert.Single(sent.Output), StringComparison.Ordinal);
        Assert.Equal([.. "head"u8, .. file], ReadOut());
    }

    [Theory]
    [InlineData("--repeat 0 --text a", "--repeat 0")]
    [InlineData("--rate fast --text a", "--rate 'fast'")]
    [InlineData("--rate 0 --text a", "--rate '0'")]
    [InlineData("--timeout 0 --text a", "--timeout takes seconds")]
    [InlineData("--json --quiet --text a", "--json and --quiet")]
    [InlineData("--insecure --text a", "add --tls")]
    [InlineData("--tls --insecure --ca x --text a", "--ca")]
    [InlineData("--udp --sha256 --text a", "for connections")]
    [InlineData("--udp --disconnect --text a", "for connections")]
    [InlineData("--udp --tls --text a", "for connections")]
    [InlineData("--udp --sequence --text a --eop", "--eop and --sequence")]
    [InlineData("--eop --text a", "--eop")]
    [InlineData("- -", "read but once")]
    [InlineData("*.nothing@5", "many files")]
    public async Task WrongArguments_ExitWith2(string arguments, string partOfTheLine) =>
        (await ToolProcess.RunAsync(["send", "--to", "127.0.0.1:9", .. arguments.Split(' ')])).AssertFailed(2, partOfTheLine);

    /// <summary>Sends to a receiver for one connection, whose bytes are then in the file.</summary>
    /// <returns>What the sender said.</returns>
    private async Task<ToolResult> SendAsync(params string[] arguments)
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--once", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;
        ToolResult sent = await ToolProcess.RunAsync(["send", "--to", address, .. arguments]);
        sent.AssertSucceeded();
        (await receiver.ExitAsync()).AssertSucceeded();
        return sent;
    }

    private byte[] ReadOut() => File.ReadAllBytes(_folder["out"]);
}
