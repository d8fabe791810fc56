using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json;
using Sluice.Cli.Tests.Support;
using Sluice.TestSupport.Mounts;
using Sluice.TestSupport.Processes;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>What the options of <c>sluice receive</c> do; above all that a file is there whole or not at all.</summary>
public sealed class ReceiveOptionTests : IDisposable
{
    private const string Old = "the old file";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Out_IsTheOldFile_UntilTheConnectionIsComplete()
    {
        _folder.WriteText("out", Old);
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--once", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;
        using Socket socket = await Peer.ConnectAsync(address);
        await socket.SendAsync("new"u8.ToArray());

        Assert.Equal(Old, ReadOut());
        socket.Shutdown(SocketShutdown.Send);
        (await receiver.ExitAsync()).AssertSucceeded();

        Assert.Equal("new", ReadOut());
        AssertNothingElse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OutOfAConnectionThatIsNotComplete_IsTheOldFile(bool isReset)
    {
        _folder.WriteText("out", Old);
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--once", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;
        using Socket socket = await Peer.ConnectAsync(address);
        await socket.SendAsync("half"u8.ToArray());

        if (isReset)
            Peer.Reset(socket);
        else
            await receiver.SignalAsync("TERM");
        (await receiver.ExitAsync()).AssertFailed(isReset ? 1 : 130, isReset ? "broke after" : "interrupted: ");

        Assert.Equal(Old, ReadOut());
        AssertNothingElse();
    }

    /// <summary>What a sender leaves unfinished, even by being killed, is no end of the data: the kernel resets the connection for it.</summary>
    [Theory]
    [InlineData("TERM")]
    [InlineData("KILL")]
    [InlineData("KILL", "--tls", "--insecure")]
    [InlineData("TERM", "--sha256")]
    public async Task OutOfASenderThatIsStopped_IsTheOldFile(string signal, params string[] options)
    {
        _folder.WriteText("out", Old);
        TestCertificate.Write(_folder);
        await using (FileStream large = File.Create(_folder["large"]))
            large.SetLength(1L << 40);
        string[] tls = options.Contains("--tls") ? ["--tls", _folder["cert.pem"], _folder["key.pem"]] : [];
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", ["--once", "--out", _folder["out"], .. tls]);
        await using ToolProcess owner = receiver;
        await using ToolProcess sender = ToolProcess.Start(["send", "--to", address, "--rate", "1MB/s", .. options, _folder["large"]]);
        await TestSupport.Bounded.Until(() => Directory.EnumerateFiles(_folder.FullName, ".sluice-*").Any(static part => new FileInfo(part).Length > 0), "the first bytes are there");

        await sender.SignalAsync(signal);
        (await receiver.ExitAsync()).AssertFailed(1, "broke after ");

        Assert.Equal(Old, ReadOut());
        Assert.Empty(Directory.EnumerateFiles(_folder.FullName, ".sluice-*"));
    }

    [Fact]
    public async Task OutOfManyConnections_HasNothingOfThoseThatBroke()
    {
        _folder.WriteText("out", Old);
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;

        (await ToolProcess.RunAsync("send", "--to", address, "--text", "first,")).AssertSucceeded();
        await receiver.LineAsync("connection 1 ");
        Assert.Equal("first,", ReadOut());
        using (Socket socket = await Peer.ConnectAsync(address))
        {
            await socket.SendAsync("half"u8.ToArray());
            Peer.Reset(socket);
        }

        (await ToolProcess.RunAsync("send", "--to", address, "--text", "third")).AssertSucceeded();
        await receiver.LineAsync("connection 3 ");
        await receiver.SignalAsync("TERM");
        ToolResult result = await receiver.ExitAsync();

        Assert.Equal(130, result.ExitCode);
        Assert.Contains("connection 2 from 127.0.0.1:", result.Errors, StringComparison.Ordinal);
        Assert.Equal("first,third", ReadOut());
        AssertNothingElse();
    }

    /// <summary>As the calls show: the bytes are on the disk before the name leads to them, and the name is before the tool says so.</summary>
    [Fact]
    public async Task Out_IsOnTheDisk_BeforeItTakesItsPlace()
    {
        await Packages.RequireAsync("strace");
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", "--out", _folder["out"]);
        await using ToolProcess owner = receiver;
        using ChildProcess tracer = ChildProcess.Start(
            "strace", "-f", "-p", $"{receiver.Id}", "-e", "trace=fsync,rename,renameat,renameat2,write", "-e", "signal=none", "-y", "-o", _folder["trace"]);
        await tracer.UntilAsync(() => tracer.Errors.Contains("attached", StringComparison.Ordinal), "strace is there");

        (await ToolProcess.RunAsync("send", "--to", address, "--text", "first,")).AssertSucceeded();
        await receiver.LineAsync("connection 1 ");
        await receiver.SignalAsync("TERM");
        await receiver.ExitAsync();
        await tracer.UntilAsync(() => File.ReadAllText(_folder["trace"]).Contains("exited with 130", StringComparison.Ordinal), "strace has seen the end");

        string[] calls = [.. File.ReadLines(_folder["trace"])];
        int onDisk = Array.FindIndex(calls, static call => call.Contains("fsync(", StringComparison.Ordinal) && call.Contains(".part>", StringComparison.Ordinal));
        int inPlace = Array.FindIndex(calls, static call => call.Contains("rename", StringComparison.Ordinal) && call.Contains("/out\"", StringComparison.Ordinal));
        int nameOnDisk = Array.FindIndex(calls, call => call.Contains("fsync(", StringComparison.Ordinal) && call.Contains($"<{_folder.FullName}>", StringComparison.Ordinal));
        int said = Array.FindIndex(calls, static call => call.Contains("\"connection 1 ", StringComparison.Ordinal));
        Assert.True(0 <= onDisk && onDisk < inPlace && inPlace < nameOnDisk && nameOnDisk < said, string.Join('\n', calls));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Out_KeepsTheRightsOfTheOldFile_AndTheLinkThatLeadsToIt()
    {
        _folder.WriteText("kept", Old);
        File.SetUnixFileMode(_folder["kept"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(_folder["out"], "kept");

        (await ReceiveAsync("new", "--out", _folder["out"])).AssertSucceeded();

        Assert.Equal("kept", new FileInfo(_folder["out"]).LinkTarget);
        Assert.Equal("new", await File.ReadAllTextAsync(_folder["kept"], TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["kept"]));
    }

    /// <summary>A file must never take the place of a device.</summary>
    [Fact]
    public async Task OutThatIsNoFile_IsWrittenToAsItIs()
    {
        using System.Diagnostics.Process fifo = System.Diagnostics.Process.Start("mkfifo", [_folder["fifo"]]);
        await fifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Task<string> read = Task.Run(() => File.ReadAllText(_folder["fifo"]), TestContext.Current.CancellationToken);

        (await ReceiveAsync("through", "--out", _folder["fifo"])).AssertSucceeded();

        Assert.Equal("through", await read.WaitAsync(Bound.Wait, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OutThatIsAFolder_ExitsWith3() =>
        (await ToolProcess.RunAsync("receive", "--listen", "127.0.0.1:0", "--out", _folder.FullName)).AssertFailed(3, "is a folder");

    [Fact]
    public async Task ExpectedHash_Succeeds_InAnyCase()
    {
        string hash = Convert.ToHexString(SHA256.HashData("right"u8));

        (await ReceiveAsync("right", "--out", _folder["out"], "--expect-sha256", hash)).AssertSucceeded();

        Assert.Equal("right", ReadOut());
    }

    [Theory]
    [InlineData]
    [InlineData("--udp")]
    public async Task OtherHash_ExitsWith4_AndKeepsNothing(params string[] options)
    {
        _folder.WriteText("out", Old);
        string hash = Convert.ToHexStringLower(SHA256.HashData("right"u8));

        ToolResult result = await ReceiveAsync("wrong", ["--out", _folder["out"], "--expect-sha256", hash, .. options]);

        result.AssertFailed(4, $"and not {hash}");
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData("wrong"u8)), Assert.Single(result.Output), StringComparison.Ordinal);
        Assert.Equal(Old, ReadOut());
        AssertNothingElse();
    }

    [Fact]
    public async Task Json_IsAnObjectForEachThing()
    {
        await using ToolProcess receiver = ToolProcess.Start("receive", "--listen", "127.0.0.1:0", "--once", "--json");
        string address = JsonDocument.Parse(await receiver.LineAsync("{")).RootElement.GetProperty("listening").GetString()!;

        (await ToolProcess.RunAsync("send", "--to", address, "--text", "hello")).AssertSucceeded();
        ToolResult result = await receiver.ExitAsync();

        result.AssertSucceeded();
        JsonElement report = JsonDocument.Parse(Assert.Single(result.Output)).RootElement;
        Assert.Equal(["connection", "from", "bytes", "seconds", "sha256"], report.EnumerateObject().Select(static property => property.Name));
        Assert.Equal(1, report.GetProperty("connection").GetInt32());
        Assert.Equal(5, report.GetProperty("bytes").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("hello"u8)), report.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task JsonOfDatagrams_TellsWhatWasLost()
    {
        await using ToolProcess receiver = ToolProcess.Start("receive", "--listen", "127.0.0.1:0", "--once", "--json", "--udp", "--sequence");
        string address = JsonDocument.Parse(await receiver.LineAsync("{")).RootElement.GetProperty("listening").GetString()!;

        ToolResult sent = await ToolProcess.RunAsync("send", "--to", address, "--udp", "--sequence", "--json", "--text", "a", "--text", "b");
        ToolResult result = await receiver.ExitAsync();

        Assert.Equal(2, JsonDocument.Parse(Assert.Single(sent.Output)).RootElement.GetProperty("datagrams").GetInt64());
        JsonElement report = JsonDocument.Parse(Assert.Single(result.Output)).RootElement;
        Assert.Equal(2, report.GetProperty("datagrams").GetInt64());
        Assert.Equal(0, report.GetProperty("sequence").GetProperty("lost").GetInt64());
        Assert.Equal(2, report.GetProperty("sequence").GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task Quiet_SaysNothing()
    {
        string socket = _folder["s"];
        await using ToolProcess receiver = ToolProcess.Start("receive", "--listen", $"unix:{socket}", "--once", "--quiet");
        using Socket sender = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await TestSupport.Bounded.Until(() => TryConnect(sender, socket), "the receiver listens");

        sender.Shutdown(SocketShutdown.Send);
        ToolResult result = await receiver.ExitAsync();

        result.AssertSucceeded();
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("--expect-sha256 00", "add --once")]
    [InlineData("--once --expect-sha256 00", "64 hexadecimal digits")]
    [InlineData("--udp --tls a b", "for connections")]
    [InlineData("--json --quiet", "--json and --quiet")]
    public async Task WrongArguments_ExitWith2(string arguments, string partOfTheLine) =>
        (await ToolProcess.RunAsync(["receive", "--listen", "127.0.0.1:0", .. arguments.Split(' ')])).AssertFailed(2, partOfTheLine);

    /// <summary>Has one connection, or one sender of datagrams, bring a text.</summary>
    /// <returns>What the receiver said.</returns>
    private static async Task<ToolResult> ReceiveAsync(string text, params string[] options)
    {
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0", ["--once", .. options]);
        await using ToolProcess owner = receiver;
        (await ToolProcess.RunAsync(["send", "--to", address, "--text", text, .. options.Where(static option => option == "--udp")])).AssertSucceeded();
        return await receiver.ExitAsync();
    }

    private static bool TryConnect(Socket socket, string path)
    {
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string ReadOut() => File.ReadAllText(_folder["out"]);

    private void AssertNothingElse() => Assert.Equal([_folder["out"]], Directory.GetFileSystemEntries(_folder.FullName));
}
