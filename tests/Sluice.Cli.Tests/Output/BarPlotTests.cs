using Sluice.Cli.Output;
using Xunit;

namespace Sluice.Cli.Tests.Output;

/// <summary>Bars in plain text.</summary>
public sealed class BarPlotTests
{
    [Fact]
    public void Bars_AreAsLongAsTheirValues() => Assert.Equal(
        [$"long  |{new string('#', 50)} 100 us", $"half  |{new string('#', 25)} 50 us", "least |# 1 ns", "none  | 0"],
        BarPlot.Lines([("long", 100, "100 us"), ("half", 50, "50 us"), ("least", 0.001, "1 ns"), ("none", 0, "0")]));
}
