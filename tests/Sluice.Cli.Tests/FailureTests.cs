using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>Every failure is one line on the error stream, and an exit code that a script can tell apart.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> WrongCommandLines => new()
    {
        { "", "sluice --help" },
        { "frobnicate", "'frobnicate' is not understood" },
        { "send --text a", "'--to' is required" },
        { "send --to 127.0.0.1:9", "nothing to send" },
        { "send --to 127.0.0.1:9 --text", "--text" },
        { "send --to 127.0.0.1:9 --hex 0d0", "is not hexadecimal" },
        { "send --to 127.0.0.1:9 --frobnicate", "there is no option '--frobnicate'" },
        { "send --to 127.0.0.1 --text a", "'127.0.0.1' is not an address" },
        { "send --to 127.0.0.1:http --text a", "no port" },
        { "send --to 127.0.0.1:65536 --text a", "no port" },
        { "send --to 127.0.0.1:0 --text a", "port 0" },
        { "send --to ::1:9 --text a", "brackets" },
        { "send --to unix: --text a", "empty or too long" },
        { "receive", "'--listen' is required" },
        { "receive --listen 127.0.0.1:0 more", "'more' is not understood" },
        { "demo --size huge", "is not a size" },
        { "demo --size 0", "is not a size" },
    };

    [Theory]
    [MemberData(nameof(WrongCommandLines))]
    public async Task WrongArguments_ExitWith2(string commandLine, string partOfTheLine)
    {
        ToolResult result = await ToolProcess.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        result.AssertFailed(2, partOfTheLine);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task NobodyListens_SendExitsWith1()
    {
        int port = UnusedPort();

        (await ToolProcess.RunAsync("send", "--to", $"127.0.0.1:{port}", "--text", "a"))
            .AssertFailed(1, $"cannot connect to 127.0.0.1:{port}: nothing listens there");
        (await ToolProcess.RunAsync("send", "--to", $"unix:{_folder["s"]}", "--text", "a")).AssertFailed(1, "there is no such socket");
    }

    [Fact]
    public async Task UnknownHost_ExitsWith1() =>
        (await ToolProcess.RunAsync("send", "--to", "no-such-host.invalid:9", "--text", "a")).AssertFailed(1, "cannot connect to no-such-host.invalid:9");

    [Fact]
    public async Task AddressInUse_ReceiveExitsWith1()
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0");
        await using ToolProcess owner = receiver;
        await File.WriteAllTextAsync(_folder["s"], string.Empty, TestContext.Current.CancellationToken);

        (await ToolProcess.RunAsync("receive", "--listen", address)).AssertFailed(1, $"cannot listen on {address}: it is in use");
        (await ToolProcess.RunAsync("receive", "--listen", $"unix:{_folder["s"]}")).AssertFailed(1, "the path exists");
        Assert.True(File.Exists(_folder["s"]), "what is not ours stays");
    }

    public static TheoryData<string, string> UnsendableFiles => new()
    {
        { "missing", "does not exist" },
        { "no/folder/missing", "does not exist" },
        { "*.missing", "No file matches" },
        { "folder", "is a folder" },
    };

    [Theory]
    [MemberData(nameof(UnsendableFiles))]
    public async Task FileThatCannotBeSent_SendExitsWith3_AndNothingArrives(string file, string partOfTheLine)
    {
        Directory.CreateDirectory(_folder["folder"]);
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--once");
        await using ToolProcess owner = receiver;

        (await ToolProcess.RunAsync("send", "--to", address, "--text", "head", _folder[file])).AssertFailed(3, partOfTheLine);

        // Nor does the receiver take it for an empty send.
        (await receiver.ExitAsync()).AssertFailed(1, "broke after 0 bytes");
    }

    [Fact]
    public async Task OutThatCannotBeWritten_ReceiveExitsWith3() =>
        (await ToolProcess.RunAsync("receive", "--listen", "127.0.0.1:0", "--out", _folder["no/folder/out"])).AssertFailed(3, "no/folder");

    [Fact]
    public async Task ConnectionIsReset_ReceiveOnceExitsWith1_AndTellsTheBytes()
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--once", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        await socket.ConnectAsync(IPEndPoint.Parse(address), TestContext.Current.CancellationToken);

        // Closing with a linger time of 0 resets the connection.
        socket.Close();

        (await receiver.ExitAsync()).AssertFailed(1, "broke after 0 bytes");
    }

    [Fact]
    public async Task ReceiverGoesAway_SendExitsWith1_AndTellsTheBytes()
    {
        await using (FileStream large = File.Create(_folder["large"]))
            large.SetLength(1L << 30);
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await using ToolProcess sender = ToolProcess.Start("send", "--to", listener.LocalEndPoint!.ToString()!, _folder["large"]);

        using (Socket socket = await listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Bound.Wait, TestContext.Current.CancellationToken))
            await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(Bound.Wait, TestContext.Current.CancellationToken);

        (await sender.ExitAsync()).AssertFailed(1, "the send failed after ");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("send --help")]
    [InlineData("receive --help")]
    [InlineData("demo --help")]
    [InlineData("serve --help")]
    [InlineData("completion --help")]
    public async Task Help_TellsTheExitCodes(string commandLine)
    {
        ToolResult result = await ToolProcess.RunAsync(commandLine.Split(' '));

        result.AssertSucceeded();
        Assert.Contains("Exit codes:", result.Output);
        Assert.Equal(commandLine != "--help", result.Output.Contains("Examples:"));
        Assert.Contains(result.Output, static line => line.StartsWith("  sluice", StringComparison.Ordinal));
    }

    /// <summary>A port that was free a moment ago.</summary>
    private static int UnusedPort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
