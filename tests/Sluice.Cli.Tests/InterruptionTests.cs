using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>Ctrl+C ends every command with its counts so far, and leaves nothing behind.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Signals => ["INT", "TERM"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task SendThatWaits_TellsTheBytesSent(string signal)
    {
        SkipIfIgnored(signal);
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
    [MemberData(nameof(Signals))]
    public async Task Receive_TellsWhatItHasReceived(string signal)
    {
        SkipIfIgnored(signal);
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
        SkipIfIgnored("INT");
        await using ToolProcess demo = ToolProcess.StartIn(AppContext.BaseDirectory, _folder.FullName, "demo", "--size", "64MiB");
        await demo.LineAsync("Sending it both ways");

        await demo.SignalAsync("INT");

        (await demo.ExitAsync()).AssertFailed(130, "interrupted: the demo is not complete");
        Assert.True(_folder.IsEmpty);
    }

    /// <summary>A shell without job control starts background jobs with Ctrl+C ignored, and so does the runtime in all that they start.</summary>
    private static void SkipIfIgnored(string signal)
    {
        const int Sigint = 2;
        const string Row = "SigIgn:";
        string row = File.ReadLines("/proc/self/status").First(static line => line.StartsWith(Row, StringComparison.Ordinal));
        ulong ignored = ulong.Parse(row[Row.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.SkipWhen(signal == "INT" && (ignored & (1UL << (Sigint - 1))) != 0, "SIGINT is ignored in this process and all that it starts.");
    }
}
