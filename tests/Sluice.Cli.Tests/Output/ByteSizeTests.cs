using Sluice.Cli.Output;
using Xunit;

namespace Sluice.Cli.Tests.Output;

/// <summary>Sizes with and without units.</summary>
public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("17", 17)]
    [InlineData("17B", 17)]
    [InlineData("8MiB", 8 << 20)]
    [InlineData("8 mib", 8 << 20)]
    [InlineData("2kB", 2_000)]
    [InlineData("3GB", 3_000_000_000)]
    [InlineData("3GiB", 3L << 30)]
    public void Size_IsRead(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("1\0")]
    [InlineData("-1")]
    [InlineData("1.5MiB")]
    [InlineData("1TiB")]
    [InlineData("9999999999999GiB")]
    public void AnythingElse_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData("10MB/s", 10_000_000)]
    [InlineData("10MB", 10_000_000)]
    [InlineData("1 KiB/s", 1_024)]
    public void Rate_IsASizePerSecond(string text, long expected)
    {
        Assert.True(ByteSize.TryParseRate(text, out long rate));
        Assert.Equal(expected, rate);
    }

    [Theory]
    [InlineData("/s")]
    [InlineData("10MB/h")]
    [InlineData("10Mbit/s")]
    public void OtherRate_IsRefused(string text) => Assert.False(ByteSize.TryParseRate(text, out _));

    [Theory]
    [InlineData(256L << 20, "256 MiB")]
    [InlineData(1536, "1,536 bytes")]
    [InlineData(2048, "2 KiB")]
    public void Size_IsWrittenInItsLargestEvenUnit(long bytes, string expected) => Assert.Equal(expected, ByteSize.ToText(bytes));
}
