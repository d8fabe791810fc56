using CsCheck;
using Sluice.Planning;
using Xunit;

namespace Sluice.Tests.Planning;

/// <summary>The cursor over all ways to split a plan (BUGCLASSES 3, 19).</summary>
public sealed class SendCursorTests
{
    private static readonly Gen<SendPlan> AnyPlan = Gen.Select(
        Gen.Int[-1, 2], Gen.Int[1, 40], Gen.Int[0, 1], Gen.Bool,
        static (file, length, gap, ends) => (file, length, gap, ends)).Array[0, 8].Select(ToPlan);

    [Fact]
    public void AnySplitOfTheSameBytes_LandsAtTheSamePlace() =>
        Gen.Select(AnyPlan, Gen.Int[0, 60].Array[0, 12]).Sample(static (plan, splits) =>
        {
            long end = plan.TotalLength;
            SendCursor stepwise = new(plan);
            foreach (int split in splits)
            {
                stepwise.Advance(Math.Min(split, end - stepwise.Position));
                SendCursor atOnce = new(plan);
                atOnce.Advance(stepwise.Position);
                AssertSamePlace(atOnce, stepwise);
            }
        });

    [Fact]
    public void EveryPosition_NamesItsOwnByte() => AnyPlan.Sample(static plan =>
    {
        SendCursor cursor = new(plan);
        for (int index = 0; index < plan.Count; index++)
        {
            for (long within = 0; within < plan[index].Length; within++)
            {
                Assert.False(cursor.AtEnd);
                Assert.Equal(plan[index].Element, cursor.Element);
                Assert.Equal(plan[index].Length - within, cursor.Remaining);
                Assert.Equal(within == 0 && index > 0 && plan[index - 1].EndsPacket, cursor.AtPacketEnd);
                if (plan[index].IsMemory)
                    Assert.Equal(plan[index].Memory[(int)within..], cursor.Memory);
                else
                    Assert.Equal(plan[index].Offset + within, cursor.FileOffset);
                cursor.Advance(1);
            }
        }

        Assert.True(cursor.AtEnd);
        Assert.Equal(plan.TotalLength, cursor.Position);
    });

    /// <summary>Against a walk byte by byte: what one call may send lies in one file, in order, and within one packet.</summary>
    [Fact]
    public void ContiguousFileBytes_AreThoseThatAWalkFinds() =>
        Gen.Select(AnyPlan, Gen.Long[0, 200], Gen.Long[1, 200]).Sample(static (plan, start, limit) =>
        {
            SendCursor cursor = new(plan);
            cursor.Advance(Math.Min(start, plan.TotalLength));
            if (cursor.AtEnd || cursor.Current.IsMemory)
                return;

            SendCursor walk = cursor;
            long expected = 0;
            while (expected < limit && !walk.AtEnd && walk.Current.File == cursor.Current.File && walk.FileOffset == cursor.FileOffset + expected
                && (expected == 0 || !walk.AtPacketEnd))
            {
                walk.Advance(1);
                expected++;
            }

            Assert.Equal(expected, cursor.ContiguousFileBytes(limit));
        });

    [Fact]
    public void ContiguousFileBytes_StopBeforeAnOpenEndedRange()
    {
        SendPlan plan = new();
        plan.AddFile(file: 0, offset: 0, length: 10, element: 0);
        plan.AddFile(file: 0, offset: 10, length: Segment.OpenEnded, element: 1);

        Assert.Equal(10, new SendCursor(plan).ContiguousFileBytes(long.MaxValue));
    }

    [Fact]
    public void EndOfAnOpenEndedSegment_GoesOnWithTheNext()
    {
        SendPlan plan = new();
        plan.AddFile(file: 0, offset: 0, length: Segment.OpenEnded, element: 3);
        plan.EndPacket();
        plan.AddMemory(new byte[5], element: 4);
        SendCursor cursor = new(plan);

        cursor.Advance(1000);
        Assert.Equal(1000, cursor.FileOffset);
        cursor.EndSegment();

        Assert.Equal(1000, cursor.Position);
        Assert.Equal(4, cursor.Element);
        Assert.True(cursor.AtPacketEnd);
        cursor.Advance(5);
        Assert.True(cursor.AtEnd);
    }

    [Fact]
    public void EmptyPlan_IsAtItsEnd()
    {
        SendCursor cursor = new(new SendPlan());

        Assert.True(cursor.AtEnd);
        Assert.Equal(-1, cursor.Element);
    }

    private static SendPlan ToPlan((int File, int Length, int Gap, bool Ends)[] pieces)
    {
        SendPlan plan = new();
        long[] ends = new long[3];
        for (int i = 0; i < pieces.Length; i++)
        {
            (int file, int length, int gap, bool endsPacket) = pieces[i];
            if (file < 0)
            {
                plan.AddMemory(new byte[length], i);
            }
            else
            {
                plan.AddFile(file, ends[file] + gap, length, i);
                ends[file] += gap + length;
            }

            if (endsPacket)
                plan.EndPacket();
        }

        return plan;
    }

    private static void AssertSamePlace(SendCursor expected, SendCursor actual)
    {
        Assert.Equal(expected.Position, actual.Position);
        Assert.Equal(expected.AtEnd, actual.AtEnd);
        Assert.Equal(expected.AtPacketEnd, actual.AtPacketEnd);
        Assert.Equal(expected.Element, actual.Element);
        if (!expected.AtEnd)
        {
            Assert.Equal(expected.Remaining, actual.Remaining);
            Assert.Equal(expected.FileOffset, actual.FileOffset);
        }
    }
}
