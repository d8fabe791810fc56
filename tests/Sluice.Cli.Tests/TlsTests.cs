using System.Security.Cryptography;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>The tool sends over TLS, to itself.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TlsTests() => TestCertificate.Write(_folder);

    public void Dispose() => _folder.Dispose();

    /// <summary>The name is checked against the host, or against the one that was given; the certificate against the authority, or not at all.</summary>
    [Theory]
    [InlineData("localhost:0", "--ca", "cert.pem")]
    [InlineData("127.0.0.1:0", "--ca", "cert.pem", "--server-name", "localhost")]
    [InlineData("127.0.0.1:0", "--insecure")]
    [InlineData("unix:s", "--ca", "cert.pem")]
    [InlineData("localhost:0", "--ca", "cert.pem", "--sha256", "--disconnect")]
    public async Task FilesAndTexts_ArriveWhole(string endpoint, params string[] options)
    {
        byte[] file = _folder.WriteRandom("a.bin", 3_000_000);
        byte[] expected = [.. "head"u8, .. file, .. "tail"u8];
        (ToolProcess receiver, string address) = await ListenAsync(endpoint);
        await using ToolProcess owner = receiver;

        ToolResult sent = await SendAsync(SameHost(endpoint, address), [.. options, "--text", "head", _folder["a.bin"], "--text", "tail"]);
        ToolResult received = await receiver.ExitAsync();

        sent.AssertSucceeded();
        received.AssertSucceeded();
        string hash = Convert.ToHexStringLower(SHA256.HashData(expected));
        Assert.EndsWith($"SHA-256 {hash}", Assert.Single(received.Output), StringComparison.Ordinal);
        Assert.Equal(options.Contains("--sha256"), Assert.Single(sent.Output).EndsWith($"SHA-256 {hash}", StringComparison.Ordinal));
        Assert.Equal(expected, await File.ReadAllBytesAsync(_folder["out"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData]
    [InlineData("--ca", "cert.pem")]
    public async Task StrangerOrOtherName_IsNotTrusted_AndGetsNothing(params string[] options)
    {
        (ToolProcess receiver, string address) = await ListenAsync("127.0.0.1:0");
        await using ToolProcess owner = receiver;

        (await SendAsync(address, [.. options, "--text", "secret"])).AssertFailed(1, $"{address} is not trusted");

        await receiver.SignalAsync("TERM");
        ToolResult received = await receiver.ExitAsync();
        Assert.DoesNotContain(received.Output, static line => line.Contains("6 bytes", StringComparison.Ordinal));
        Assert.False(File.Exists(_folder["out"]));
    }

    [Fact]
    public async Task SenderWithoutTls_FailsTheReceiver()
    {
        (ToolProcess receiver, string address) = await ListenAsync("127.0.0.1:0");
        await using ToolProcess owner = receiver;

        await ToolProcess.RunAsync("send", "--to", address, "--text", "this is no handshake");

        (await receiver.ExitAsync()).AssertFailed(1, "the TLS handshake failed");
    }

    [Fact]
    public async Task ReceiverThatSaysNothing_IsGivenUpAfterTheTimeout()
    {
        using Peer peer = new();

        (await SendAsync(peer.Address, ["--timeout", "0.5", "--text", "a"])).AssertFailed(1, "no answer within 500 ms");
    }

    [Fact]
    public async Task AuthorityThatIsNone_ExitsWith3()
    {
        _folder.WriteText("no.pem", "nothing");

        (await SendAsync("127.0.0.1:9", ["--ca", "no.pem", "--text", "a"])).AssertFailed(3, "no.pem");
        (await SendAsync("127.0.0.1:9", ["--ca", "missing.pem", "--text", "a"])).AssertFailed(3, "missing.pem");
    }

    private Task<(ToolProcess Receiver, string Address)> ListenAsync(string endpoint) => ToolProcess.ListenAsync(
        endpoint == "unix:s" ? $"unix:{_folder["s"]}" : endpoint, "--once", "--out", _folder["out"], "--tls", _folder["cert.pem"], _folder["key.pem"]);

    private Task<ToolResult> SendAsync(string address, string[] arguments) => ToolProcess.RunAsync(
        ["send", "--to", address, "--tls", .. arguments.Select(word => word.EndsWith(".pem", StringComparison.Ordinal) ? _folder[word] : word)]);

    /// <summary>The receiver prints the address that a name stands for; the certificate has the name.</summary>
    private static string SameHost(string endpoint, string address) =>
        endpoint.StartsWith("localhost", StringComparison.Ordinal) ? $"localhost{address[address.LastIndexOf(':')..]}" : address;
}
