using System.Text.Json;
using Sluice.Cli.Tests.Support;
using Xunit;

namespace Sluice.Cli.Tests;

/// <summary>The comparison from end to end, with one round and a large file that is small.</summary>
public sealed class CompareTests : IDisposable
{
    private static readonly string[] Workloads = ["small file", "many buffers", "large file"];

    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Table_AndPlot_HaveEveryWorkload()
    {
        ToolResult result = await RunAsync();

        result.AssertSucceeded();
        Assert.Equal(2 + Workloads.Length, result.Output.Count(static line => line.StartsWith('|')));
        foreach (string workload in Workloads)
        {
            int plot = result.Output.ToList().IndexOf($"{workload}:");
            Assert.Matches("^  Sluice +[|]#+ [0-9.]+ [mu]?s$", result.Output[plot + 1]);
            Assert.Matches("^  stock +[|]#+ [0-9.]+ [mu]?s$", result.Output[plot + 2]);
        }

        Assert.True(_temporary.IsEmpty);
    }

    [Fact]
    public async Task Json_HasAnObjectForEveryWorkload_AndEveryByteIsRight()
    {
        ToolResult result = await RunAsync("--json");

        result.AssertSucceeded();
        JsonElement[] reports = [.. result.Output.Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(Workloads, reports.Select(static report => report.GetProperty("workload").GetString()));
        Assert.Equal([200 + (16 * 1024), 64 * 64, 200 + (1 << 20)], reports.Select(static report => report.GetProperty("bytesPerSend").GetInt64()));
        Assert.All(reports, static report =>
        {
            Assert.True(report.GetProperty("isRight").GetBoolean());
            Assert.True(report.GetProperty("speed").GetDouble() > 0);
            Assert.Equal(0, report.GetProperty("sluice").GetProperty("descriptorsLeftOpen").GetInt32());
        });
    }

    [Theory]
    [InlineData("--rounds 2", "odd number")]
    [InlineData("--rounds 0", "odd number")]
    [InlineData("--size huge", "is not a size")]
    public async Task WrongArguments_ExitWith2(string arguments, string partOfTheLine) =>
        (await ToolProcess.RunAsync(["compare", .. arguments.Split(' ')])).AssertFailed(2, partOfTheLine);

    private async Task<ToolResult> RunAsync(params string[] options)
    {
        await using ToolProcess tool = ToolProcess.StartIn(AppContext.BaseDirectory, _temporary.FullName, ["compare", "--rounds", "1", "--size", "1MiB", .. options]);
        return await tool.ExitAsync(Bound.LongWait);
    }
}
