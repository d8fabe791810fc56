using CsCheck;
using Sluice.Planning;
using Sluice.Tests.Streams;
using Xunit;

namespace Sluice.Tests.Planning;

public sealed class OfferedArraysTests
{
    private const int Largest = 1024;
    private const int Most = 8192;

    /// <summary>Any arrays, parts of arrays and nothings: what is measured is what is copied, in order.</summary>
    [Fact]
    public void AnyArrays_AreCopiedSideBySide() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Int[0, 20], Gen.Int[0, 2]).Array[0, 40].Sample(pieces =>
        {
            PacketElement[] elements = [.. pieces.Select(piece => piece.Item3 switch
            {
                0 => default,
                1 => piece.Item1,
                _ => (PacketElement)piece.Item1.AsMemory(Math.Min(piece.Item2, piece.Item1.Length)),
            })];
            byte[] expected = [.. elements.SelectMany(element => element.Memory.ToArray())];

            int bytes = new OfferedArrays(elements).MeasureSmall(Largest, Most);
            Assert.Equal(expected.Length, bytes);
            byte[] target = new byte[bytes];
            new OfferedArrays(elements).CopyTo(target);
            Assert.Equal(expected, target);
        });

    [Fact]
    public void AnythingElse_IsNotSmallMemory()
    {
        PacketElement small = Bytes.Of(10);
        PacketElement[] others =
        [
            Bytes.Of(Largest + 1), PacketElement.FromFile("a"), small with { EndOfPacket = true }, default(PacketElement) with { EndOfPacket = true },
            new OnceMemory(Bytes.Of(10)).Memory, PacketElement.FromSequence(LinkedBytes.Of(Bytes.Of(10), Bytes.Of(10))),
        ];
        foreach (PacketElement other in others)
        {
            Assert.Equal(0, new OfferedArrays([other]).MeasureSmall(Largest, Most));
            Assert.Equal(0, new OfferedArrays([small, other]).MeasureSmall(Largest, Most));
        }

        Assert.Equal(Most, new OfferedArrays([.. Enumerable.Repeat((PacketElement)Bytes.Of(Largest), Most / Largest)]).MeasureSmall(Largest, Most));
        Assert.Equal(0, new OfferedArrays([.. Enumerable.Repeat((PacketElement)Bytes.Of(Largest), Most / Largest), small]).MeasureSmall(Largest, Most));
        Assert.Equal(0, new OfferedArrays([]).MeasureSmall(Largest, Most));
    }

    /// <summary>Elements that another thread changes between the two: neither more is written than there is room for, nor is anything sent that is not theirs.</summary>
    [Fact]
    public void ElementsThatChanged_AreRefused()
    {
        PacketElement[] elements = [Bytes.Of(10), Bytes.Of(20)];

        Assert.Throws<InvalidOperationException>(() => new OfferedArrays(elements).CopyTo(new byte[29]));
        Assert.Throws<InvalidOperationException>(() => new OfferedArrays(elements).CopyTo(new byte[31]));
    }
}
