using Sluice.Cli.Output;
using Xunit;

namespace Sluice.Cli.Tests.Output;

/// <summary>Numbers as the tool prints them.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(1234567, "1,234,567 bytes")]
    public void Bytes_HaveTheirSeparators(long bytes, string expected) => Assert.Equal(expected, Format.Bytes(bytes));

    [Theory]
    [InlineData(12.3456, "12.3 s")]
    [InlineData(0.5, "500 ms")]
    [InlineData(0.0012345, "1.23 ms")]
    [InlineData(0.0000123, "12.3 us")]
    [InlineData(9.994, "9.99 s")]
    [InlineData(9.996, "10.0 s")]
    [InlineData(99.94, "99.9 s")]
    [InlineData(99.96, "100 s")]
    [InlineData(0.9994, "999 ms")]
    [InlineData(0.9995, "1.00 s")]
    [InlineData(0.0009994, "999 us")]
    [InlineData(0.0009995, "1.00 ms")]
    [InlineData(0, "0.00 us")]
    public void Duration_HasThreeDigits(double seconds, string expected) => Assert.Equal(expected, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(500, 1, "500 B/s")]
    [InlineData(1_500_000, 1, "1.50 MB/s")]
    [InlineData(5_000_000_000_000, 1, "5,000 GB/s")]
    [InlineData(9_996_000, 1, "10.0 MB/s")]
    [InlineData(999_400, 1, "999 kB/s")]
    [InlineData(999_500, 1, "1.00 MB/s")]
    [InlineData(0, 0, "-")]
    public void Rate_IsInTheLargestUnitThatFits(long bytes, double seconds, string expected) =>
        Assert.Equal(expected, Format.Rate(bytes, TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.4, "0:00")]
    [InlineData(75, "1:15")]
    [InlineData(3_600, "1:00:00")]
    [InlineData(360_061, "100:01:01")]
    public void Clock_HasHoursOnlyWhereThereAreAny(double seconds, string expected) => Assert.Equal(expected, Format.Clock(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(500, 100, "5")]
    [InlineData(512, 100, "5.1")]
    public void PerSend_HasADigitBehindThePointOnlyWhereItIsNeeded(long count, int sends, string expected) =>
        Assert.Equal(expected, Format.PerSend(count, sends));
}
