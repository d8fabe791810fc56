using System.Diagnostics;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>The demo from end to end, with a generated file that takes less than its usual second to send.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _temporary = new();

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task InTheRepository_SendsItsFiles_EveryByteIsRight_AndNothingIsLeftOpen()
    {
        await using ToolProcess demo = ToolProcess.StartIn(AppContext.BaseDirectory, _temporary.FullName, "demo", "--size", "8MiB");

        ToolResult result = await demo.ExitAsync(Bound.LongWait);

        result.AssertSucceeded();
        Assert.Contains(result.Output, static line => line.Contains("src/Sluice/*.cs", StringComparison.Ordinal));
        Assert.Equal("Every byte arrived as it should, both ways.", result.Output[^1]);
        Assert.All(Cells(result, "SHA-256 right"), static cells => Assert.Equal(["yes", "yes"], cells));
        Assert.All(Cells(result, "Descriptors left open"), static cells => Assert.Equal("0", cells[0]));
        Assert.All(Cells(result, "Bytes received"), static cells => Assert.Equal(cells[0], cells[1]));
        Assert.True(_temporary.IsEmpty);
    }

    [Fact]
    public async Task OutsideARepository_SendsTheFilesOfTheFolder()
    {
        _folder.WriteText("-starts-like-an-option", "a");
        _folder.WriteText("b c", "b");
        File.CreateSymbolicLink(_folder["link"], "b c");
        File.CreateSymbolicLink(_folder["nowhere"], "missing");
        File.CreateSymbolicLink(_folder["loop"], "loop");
        _folder.WriteText("empty", string.Empty);
        using (Process fifo = Process.Start("mkfifo", [_folder["fifo"]]))
            await fifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_folder["folder"]);
        await using ToolProcess demo = ToolProcess.StartIn(_folder.FullName, _temporary.FullName, "demo", "--size", "1MiB");

        ToolResult result = await demo.ExitAsync(Bound.LongWait);

        result.AssertSucceeded();
        Assert.Contains(result.Output, line => line.StartsWith($"One send: a header, 3 files (./* of {_folder.FullName})", StringComparison.Ordinal));
        Assert.True(_temporary.IsEmpty);
    }

    /// <summary>The cells of every row of that name, in all tables.</summary>
    private static List<string[]> Cells(ToolResult result, string row)
    {
        List<string[]> rows =
        [
            .. result.Output
                .Where(line => line.StartsWith($"| {row} ", StringComparison.Ordinal))
                .Select(static line => line.Split('|', StringSplitOptions.TrimEntries)[2..^1]),
        ];
        Assert.NotEmpty(rows);
        return rows;
    }
}
