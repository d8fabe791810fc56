using CsCheck;
using Sluice.Datagrams;
using Sluice.Kernel;
using Sluice.Planning;
using Sluice.Tests.Streams;
using Xunit;

namespace Sluice.Tests.Datagrams;

public sealed unsafe class OfferedRunTests
{
    /// <summary>Any sizes: a run is what the kernel cuts into these very datagrams again (BUGCLASSES 28).</summary>
    [Fact]
    public void Run_IsWhatTheKernelCutsIntoTheSame() =>
        Gen.Select(Gen.Int[0, 70], Gen.Int[0, 2000], Gen.Int[0, 3000], Gen.Int[-1, 69], Gen.Int[1, 2000]).Sample((count, size, last, odd, oddSize) =>
        {
            int[] sizes = [.. Enumerable.Repeat(size, count)];
            if (count > 0)
                sizes[^1] = last;
            if (odd >= 0 && odd < count)
                sizes[odd] = oddSize;

            bool isRun = count is > 0 and <= 64 && sizes[^1] > 0 && sizes[..^1].All(one => one == sizes[0]) && sizes[^1] <= sizes[0] && sizes.Sum() <= 65_507;
            Assert.Equal(isRun ? sizes.Sum() : 0, OfferedRun.Measure(new OfferedArrays([.. sizes.Select(one => (PacketElement)Bytes.Of(one))])));
        });

    [Fact]
    public void AnythingButArrays_IsNoRun()
    {
        PacketElement array = Bytes.Of(10);
        PacketElement[] others =
        [
            default, PacketElement.FromFile("a", 0, 10), array with { EndOfPacket = true }, new OnceMemory(Bytes.Of(10)).Memory,
            PacketElement.FromSequence(LinkedBytes.Of(Bytes.Of(5), Bytes.Of(5))),
        ];
        foreach (PacketElement other in others)
        {
            Assert.Equal(0, OfferedRun.Measure(new OfferedArrays([other])));
            Assert.Equal(0, OfferedRun.Measure(new OfferedArrays([other, array])));
            Assert.Equal(0, OfferedRun.Measure(new OfferedArrays([array, other])));
        }

        Assert.Equal(20, OfferedRun.Measure(new OfferedArrays([array, array])));
    }

    /// <summary>Elements that another thread changes while the call reads them: nothing but bytes that an element names, in the sizes that were measured, is ever sent.</summary>
    [Fact]
    public void ElementsThatChanged_AreRefused()
    {
        byte[] large = Bytes.Of(1000);
        Assert.Throws<InvalidOperationException>(() => Gather([large, large, large], 300, null, default));

        // The same bytes in all, which would be cut into others.
        Assert.Throws<InvalidOperationException>(() => Gather([Bytes.Of(50), Bytes.Of(50), Bytes.Of(200)], 300, null, default));
        PacketElement[] changes = [default, PacketElement.FromFile("a"), large, PacketElement.FromMemory(large.AsMemory(0, 99)), new OnceMemory(Bytes.Of(100)).Memory];
        foreach (PacketElement change in changes)
        {
            for (int at = 0; at < 3; at++)
            {
                PacketElement[] elements = [.. Enumerable.Repeat((PacketElement)Bytes.Of(100), 3)];
                elements[at] = change;
                Assert.Throws<InvalidOperationException>(() => Gather(elements, 300, null, default));

                elements = [.. Enumerable.Repeat((PacketElement)Bytes.Of(100), 3)];
                Assert.Throws<InvalidOperationException>(() => Gather(elements, 300, at, change));
            }
        }

        Gather([.. Enumerable.Repeat((PacketElement)Bytes.Of(100), 3)], 300, null, default);
    }

    private static void Gather(PacketElement[] elements, int bytes, int? changed, PacketElement change)
    {
        IoVector* vectors = stackalloc IoVector[OfferedRun.VectorRoom];
        OfferedRun run = new(new OfferedArrays(elements), bytes, vectors);
        if (changed is { } index)
            elements[index] = change;
        for (int ahead = 0; ahead < DatagramEngine.AlikePerFrame; ahead++)
            _ = run[ahead];
    }
}
