using System.Security.Cryptography;
using System.Text;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>One process sends, another receives.</summary>
public sealed class SendReceiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Endpoints => ["127.0.0.1:0", "localhost:0", "[::1]:0", "unix:"];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task FileAndTexts_ArriveWhole_OverEveryKindOfSocket(string endpoint)
    {
        byte[] file = _folder.WriteRandom("a.bin", 3_000_000);
        byte[] expected = [.. "head"u8, .. file, .. "tail"u8];

        ToolResult received = await SendAsync(endpoint == "unix:" ? $"unix:{_folder["s"]}" : endpoint, [], "--text", "head", _folder["a.bin"], "--text", "tail");

        string line = Assert.Single(received.Output);
        Assert.StartsWith("connection 1", line, StringComparison.Ordinal);
        Assert.Contains($": {expected.Length:N0} bytes in ", line, StringComparison.Ordinal);
        Assert.EndsWith($"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(expected))}", line, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["s"]), "the receiver leaves no socket behind");
    }

    [Fact]
    public async Task Out_HoldsTheBytesReceived_AndNothingOfBefore()
    {
        byte[] file = _folder.WriteRandom("a.bin", 1_000_000);
        _folder.WriteRandom("out", 2_000_000);

        await SendAsync("127.0.0.1:0", ["--out", _folder["out"]], _folder["a.bin"]);

        Assert.Equal(file, await File.ReadAllBytesAsync(_folder["out"], TestContext.Current.CancellationToken));
    }

    /// <summary>More matches than most systems allow descriptors.</summary>
    [Fact]
    public async Task TenThousandMatches_ArriveInOrdinalOrder()
    {
        StringBuilder expected = new();
        for (int i = 0; i < 10_000; i++)
        {
            _folder.WriteText($"{i:00000}.part", $"file {i}\n");
            expected.Append(System.Globalization.CultureInfo.InvariantCulture, $"file {i}\n");
        }

        await SendAsync("127.0.0.1:0", ["--out", _folder["out"]], _folder["*.part"]);

        Assert.Equal(expected.ToString(), await File.ReadAllTextAsync(_folder["out"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task FilesTextAndHex_Interleaved_KeepTheirOrder()
    {
        _folder.WriteText("one", "1111");
        _folder.WriteText("two", "2222");

        await SendAsync(
            "127.0.0.1:0", ["--out", _folder["out"]], "--text", "a", _folder["one"], "--hex", "0d0a", _folder["two"], "--text=z", _folder["one"]);

        Assert.Equal("a1111\r\n2222z1111", await ReadOutAsync());
    }

    [Fact]
    public async Task Pattern_SendsItsMatches_InOrdinalOrder()
    {
        foreach (string name in (string[])["b.log", "a.log", "B.log", "a.txt"])
            _folder.WriteText(name, $"{name};");

        await SendAsync("127.0.0.1:0", ["--out", _folder["out"]], "--text", "<", _folder["*.log"], "--text", ">");

        Assert.Equal("<B.log;a.log;b.log;>", await ReadOutAsync());
    }

    [Fact]
    public async Task WithoutOnce_ConnectionsAreNumbered_AndFollowEachOtherInTheFile()
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;

        (await ToolProcess.RunAsync("send", "--to", address, "--text", "first ")).AssertSucceeded();
        await receiver.LineAsync("connection 1 from 127.0.0.1:");
        (await ToolProcess.RunAsync("send", "--to", address, "--text", "second")).AssertSucceeded();
        await receiver.LineAsync("connection 2 from 127.0.0.1:");
        await receiver.SignalAsync("TERM");
        (await receiver.ExitAsync()).AssertFailed(130, "interrupted: 2 connections, 12 bytes received");

        Assert.Equal("first second", await ReadOutAsync());
    }

    [Fact]
    public async Task Send_PrintsBytesTimeAndRate()
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--once");
        await using ToolProcess owner = receiver;

        ToolResult sent = await ToolProcess.RunAsync("send", "--to", address, "--text", "hello");

        sent.AssertSucceeded();
        Assert.Matches($"^sent 5 bytes to {address} in [0-9.]+ (us|ms|s) \\([0-9.]+ [kMG]?B/s\\)$", Assert.Single(sent.Output));
    }

    /// <summary>Sends to a receiver for one connection.</summary>
    /// <returns>What the receiver said.</returns>
    private static async Task<ToolResult> SendAsync(string endpoint, string[] receiverOptions, params string[] elements)
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync(endpoint, ["--once", .. receiverOptions]);
        await using ToolProcess owner = receiver;
        (await ToolProcess.RunAsync(["send", "--to", address, .. elements])).AssertSucceeded();
        ToolResult received = await receiver.ExitAsync();
        received.AssertSucceeded();
        return received;
    }

    private Task<string> ReadOutAsync() => File.ReadAllTextAsync(_folder["out"], Encoding.UTF8, TestContext.Current.CancellationToken);
}
