using CsCheck;
using Sluice.Files;
using Sluice.Kernel;
using Xunit;

namespace Sluice.Tests.Files;

/// <summary>Nothing that was not found is ever taken for found, and nothing for longer than its time.</summary>
public sealed class ResidentStretchesTests
{
    private static readonly FileIdentity File = new(FileSystem: 1, Inode: 2, Birth: 3);

    private readonly ResidentStretches _stretches = new();

    [Theory]
    [InlineData(0)]
    [InlineData(5_000_000)]
    [InlineData(3_000_000_000_000)]
    public void Stretch_IsKnownUntilItsTimeHasPassed(long found)
    {
        _stretches.Add(File, 0, 16_384, found);

        foreach (long time in (long[])[found, found + (ResidentStretches.Lifetime / 2)])
        {
            Assert.True(_stretches.TryFind(File, 0, 16_384, time, out long until));
            Assert.InRange(until, found + (ResidentStretches.Lifetime * 7 / 10), found + ResidentStretches.Lifetime);
        }

        Assert.False(_stretches.TryFind(File, 0, 16_384, found + ResidentStretches.Lifetime, out _));
    }

    [Fact]
    public void NothingElse_IsKnown()
    {
        Assert.False(_stretches.TryFind(File, 0, 16_384, 0, out _));
        _stretches.Add(File, 0, 16_384, 0);

        Assert.False(_stretches.TryFind(File, 1, 16_384, 0, out _));
        Assert.False(_stretches.TryFind(File, 0, 16_385, 0, out _));
        Assert.False(_stretches.TryFind(File with { FileSystem = 2 }, 0, 16_384, 0, out _));
        Assert.False(_stretches.TryFind(File with { Inode = 3 }, 0, 16_384, 0, out _));
        Assert.False(_stretches.TryFind(File with { Birth = 4 }, 0, 16_384, 0, out _));
    }

    /// <summary>A place that another stretch has taken tells nothing, its time neither: the engine keeps that time.</summary>
    [Fact]
    public void PlaceOfAnotherStretch_GivesNoTime()
    {
        long now = 10 * ResidentStretches.Lifetime;
        for (ulong inode = 1; inode <= 10_000; inode++)
            _stretches.Add(File with { Inode = inode }, 0, 4096, now);

        for (ulong inode = 1; inode <= 10_000; inode++)
        {
            Assert.False(_stretches.TryFind(File with { Inode = inode }, 1, 4096, now, out long until));
            Assert.Equal(0, until);
        }
    }

    /// <summary>Far more than there are places: some are forgotten, none is made up.</summary>
    [Fact]
    public void WhatWasNeverAdded_IsNeverKnown() =>
        Gen.Select(Gen.ULong[1, 100_000], Gen.Long[0, 1L << 40]).Array[1, 3000].Sample(
            stretches =>
            {
                ResidentStretches found = new();
                foreach ((ulong inode, long offset) in stretches)
                    found.Add(File with { Inode = inode }, offset, 4096, 0);
                HashSet<(ulong, long)> added = [.. stretches];
                return found.TryFind(File with { Inode = stretches[^1].Item1 }, stretches[^1].Item2, 4096, 0, out _)
                    && Enumerable.Range(0, 1000).All(i => added.Contains(((ulong)i, 7)) || !found.TryFind(File with { Inode = (ulong)i }, 7, 4096, 0, out _));
            },
            iter: 100);
}
