using Sluice.Cli.Output;
using Xunit;

namespace Sluice.Cli.Tests.Output;

/// <summary>The rate of late.</summary>
public sealed class TransferRateTests
{
    [Fact]
    public void OneSample_IsNoRate()
    {
        TransferRate rate = new();
        Assert.Equal(0, rate.BytesPerSecond);
        rate.Add(TimeSpan.FromSeconds(1), 1_000);
        Assert.Equal(0, rate.BytesPerSecond);
    }

    [Fact]
    public void Rate_IsThatOfTheLastSeconds()
    {
        TransferRate rate = new();
        rate.Add(TimeSpan.Zero, 0);
        rate.Add(TimeSpan.FromSeconds(1), 9_000);
        Assert.Equal(9_000, rate.BytesPerSecond);

        rate.Add(TimeSpan.FromSeconds(3), 10_000);
        rate.Add(TimeSpan.FromSeconds(4), 12_000);
        Assert.Equal(1_000, rate.BytesPerSecond);
    }

    [Fact]
    public void WhatHasStopped_HasNoRate()
    {
        TransferRate rate = new();
        rate.Add(TimeSpan.Zero, 0);
        rate.Add(TimeSpan.FromSeconds(1), 9_000);
        rate.Add(TimeSpan.FromSeconds(5), 9_000);
        rate.Add(TimeSpan.FromSeconds(6), 9_000);
        Assert.Equal(0, rate.BytesPerSecond);
    }
}
