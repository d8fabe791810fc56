using System.Net.Sockets;
using System.Text.RegularExpressions;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>What somebody at a terminal sees.</summary>
public sealed partial class TerminalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(" > summary")]
    public async Task LongSend_ShowsItsProgress_AndLeavesTheSummaryAlone(string redirection)
    {
        _folder.WriteRandom("a.bin", 3_000_000);
        using Terminal terminal = await Terminal.StartAsync(_folder);
        using Peer peer = new();

        await terminal.TypeAsync($"sluice send --to {peer.Address} --rate 1MB/s a.bin{redirection}; echo exit $?");
        Task discarded = peer.DiscardAsync();
        await terminal.UntilAsync(static screen => Progress().IsMatch(screen), "the progress");
        string screen = await terminal.UntilAsync(static screen => screen.Contains("\nexit 0\n", StringComparison.Ordinal), "the end");
        await discarded.WaitAsync(Bound.Wait, TestContext.Current.CancellationToken);

        string summary = redirection.Length == 0 ? screen : await File.ReadAllTextAsync(_folder["summary"], TestContext.Current.CancellationToken);
        Assert.Matches($"(?m)^sent 3,000,000 bytes to {peer.Address} in [0-9.]+ s \\(", summary);
        Assert.DoesNotContain("left", screen, StringComparison.Ordinal);
        Assert.DoesNotContain('%', screen);
    }

    [Theory]
    [InlineData("--quiet")]
    [InlineData("--json")]
    public async Task QuietAndJson_ShowNoProgress(string option)
    {
        _folder.WriteRandom("a.bin", 1_500_000);
        using Terminal terminal = await Terminal.StartAsync(_folder);
        using Peer peer = new();
        int seen = 0;

        await terminal.TypeAsync($"sluice send --to {peer.Address} --rate 1MB/s {option} a.bin; echo exit $?");
        Task discarded = peer.DiscardAsync();
        await terminal.UntilAsync(
            screen =>
            {
                seen += screen.Contains('%', StringComparison.Ordinal) ? 1 : 0;
                return screen.Contains("\nexit 0\n", StringComparison.Ordinal);
            },
            "the end");
        await discarded.WaitAsync(Bound.Wait, TestContext.Current.CancellationToken);

        Assert.Equal(0, seen);
    }

    [Fact]
    public async Task CtrlC_EndsALongSend_WithItsCount()
    {
        await using (FileStream large = File.Create(_folder["large"]))
            large.SetLength(1L << 30);
        using Terminal terminal = await Terminal.StartAsync(_folder);
        using Peer peer = new();

        await terminal.TypeAsync($"sluice send --to {peer.Address} large; echo exit $?");
        using Socket socket = await peer.AcceptAsync();
        await terminal.UntilAsync(static screen => screen.Contains("standing still", StringComparison.Ordinal), "that nothing moves");
        await terminal.PressAsync("C-c");
        string screen = await terminal.UntilAsync(static screen => screen.Contains("\nexit 130\n", StringComparison.Ordinal), "the end");

        Assert.Matches(@"(?m)^\^?C?sluice: interrupted: [0-9,]+ bytes had been sent\.$", screen);
        Assert.DoesNotContain('%', screen);
    }

    // A bar, the percentage, the bytes, the rate and the time left.
    [GeneratedRegex(@"[0-9]+% +[0-9,]+ bytes, [0-9.]+ [kM]?B/s, [0-9]+:[0-9]{2} left")]
    private static partial Regex Progress();
}
