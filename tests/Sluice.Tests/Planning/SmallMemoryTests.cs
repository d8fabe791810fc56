using CsCheck;
using Sluice.Planning;
using Sluice.Tests.Streams;
using Xunit;

namespace Sluice.Tests.Planning;

public sealed class SmallMemoryTests
{
    private const int Largest = 1024;
    private const int Most = 8192;

    /// <summary>Any arrays, parts of arrays and nothings: what is measured is what is copied, in order, and nothing behind it is touched.</summary>
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

            Assert.Equal(expected.Length > 0, SmallMemory.TryMeasure(elements, Largest, Most, out int bytes));
            Assert.Equal(expected.Length, bytes);
            byte[] target = [.. Enumerable.Repeat((byte)0xEE, bytes + 10)];
            Assert.Equal(bytes, SmallMemory.Copy(elements, target));
            Assert.Equal([.. expected, .. Enumerable.Repeat((byte)0xEE, 10)], target);
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
            Assert.False(SmallMemory.TryMeasure([other], Largest, Most, out _));
            Assert.False(SmallMemory.TryMeasure([small, other], Largest, Most, out _));
        }

        Assert.True(SmallMemory.TryMeasure([.. Enumerable.Repeat((PacketElement)Bytes.Of(Largest), Most / Largest)], Largest, Most, out _));
        Assert.False(SmallMemory.TryMeasure([.. Enumerable.Repeat((PacketElement)Bytes.Of(Largest), Most / Largest), small], Largest, Most, out _));
        Assert.False(SmallMemory.TryMeasure([], Largest, Most, out _));
    }
}
