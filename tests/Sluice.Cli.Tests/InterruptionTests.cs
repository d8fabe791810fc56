using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Tests.Support;
using Sluice.TestSupport.Processes;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>Ctrl+C ends every command with its counts so far, and leaves nothing behind.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> EndingSignals => ["INT", "TERM"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(EndingSignals))]
    public async Task SendThatWaits_TellsTheBytesSent(string signal)
    {
        Signals.SkipIfIgnored(signal);
        await using (FileStream large = File.Create(_folder["large"]))
            large.SetLength(1L << 30);
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await using ToolProcess sender = ToolProcess.Start("send", "--to", listener.LocalEndPoint!.ToString()!, _folder["large"]);

        using Socket socket = await listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Bound.Wait, TestContext.Current.CancellationToken);
        await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(Bound.Wait, TestContext.Current.CancellationToken);
        await sender.SignalAsync(signal);

        ToolResult result = await sender.ExitAsync();
        result.AssertFailed(130, "interrupted: ");
        Assert.Matches("^sluice: interrupted: [0-9,]+ bytes had been sent\\.\n$", result.Errors);
    }

    [Theory]
    [MemberData(nameof(EndingSignals))]
    public async Task Receive_TellsWhatItHasReceived(string signal)
    {
        Signals.SkipIfIgnored(signal);
        (ToolProcess receiver, string address) = await ToolProcess.ListenAsync("127.0.0.1:0");
        await using ToolProcess owner = receiver;
        (await ToolProcess.RunAsync("send", "--to", address, "--text", "hello")).AssertSucceeded();
        await receiver.LineAsync("connection 1 from ");

        await receiver.SignalAsync(signal);

        (await receiver.ExitAsync()).AssertFailed(130, "interrupted: 1 connection, 5 bytes received.");
    }

    [Fact]
    public async Task Demo_RemovesItsFiles()
    {
        Signals.SkipIfIgnored("INT");
        await using ToolProcess demo = ToolProcess.StartIn(AppContext.BaseDirectory, _folder.FullName, "demo", "--size", "64MiB");
        await demo.LineAsync("Sending it both ways");

        await demo.SignalAsync("INT");

        (await demo.ExitAsync()).AssertFailed(130, "interrupted: the demo is not complete");
        Assert.True(_folder.IsEmpty);
    }
}
