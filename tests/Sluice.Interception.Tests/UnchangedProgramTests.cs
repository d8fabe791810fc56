using System.Globalization;
using System.Text.RegularExpressions;
using Sluice.TestSupport.Files;
using Sluice.TestSupport.Processes;

namespace Sluice.Interception.Tests;

/// <summary>One source file, built with the property and without it, and run: what the program sees of itself is all that differs.</summary>
public sealed partial class UnchangedProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>BUGCLASSES 17.</summary>
    [Fact]
    public async Task Descriptors_AreFlat_WhereTheStockCallsLeaveThemOpen()
    {
        string file = _folder.Write("file", 20_000);

        Assert.Equal(
            "SendPacketsAsync: bytes and counts right, 0 left open\nSendFileAsync: bytes right, 0 left open\n",
            await RunAsync("Sluice.DropIn", "many", file));

        // How many depends on when a collection comes by; that the stock calls leave some is what the line above is compared with.
        string stock = await RunAsync("Sluice.DropIn.Stock", "many", file);
        Match match = StockLine().Match(stock);
        Assert.True(match.Success, stock);
        Assert.InRange(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), 1, 50);
    }

    /// <summary>BUGCLASSES 22: the int of the stock args cannot hold the count, and holds its largest value.</summary>
    [Fact]
    public async Task CountAbove2GiB_IsSaturated_WhereTheStockCallsWraps()
    {
        // Sent 33 times over: more than 2 GiB, of which the page cache has to hold 64 MiB.
        string file = _folder.WriteSparse("sparse", 64 << 20);

        Assert.Equal("BytesTransferred: 2147483647, received: 2214592512\n", await RunAsync("Sluice.DropIn", "large", file));
        Assert.Equal("BytesTransferred: -2080374784, received: 2214592512\n", await RunAsync("Sluice.DropIn.Stock", "large", file));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using ChildProcess process = ChildProcess.Start(ChildProcess.Managed(program, arguments));
        Assert.Equal((0, ""), (await process.ExitAsync(), process.Errors));
        return process.Output;
    }

    [GeneratedRegex(@"^SendPacketsAsync: bytes and counts right, (\d+) left open\n")]
    private static partial Regex StockLine();
}
