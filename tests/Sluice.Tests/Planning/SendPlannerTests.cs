using System.Buffers;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Sluice.Planning;
using Xunit;

namespace Sluice.Tests.Planning;

/// <summary>Every rule about elements, before the first byte is sent (BUGCLASSES 1, 2, 11).</summary>
public sealed class SendPlannerTests
{
    private readonly SendPlan _plan = new();
    private readonly ListedFiles _files = new ListedFiles().Add("a", 100).Add("b", 50).Add("empty", 0).AddSizeless("proc", 70);

    [Fact]
    public void NothingAtAll_MakesAnEmptyPlan()
    {
        AssertPlanned(default, PacketElement.FromMemory(default), Array.Empty<byte>(), PacketElement.FromFile("empty"), (SendPacketsElement?)null);

        Assert.Equal(0, _plan.Count);
    }

    [Fact]
    public void WholeFile_IsAsLongAsItWasMeasured()
    {
        AssertPlanned(new byte[3], PacketElement.FromFile("a"), new byte[4]);

        Assert.Equal([3, 100, 4], Lengths());
        Assert.Equal(107, _plan.TotalLength);
        Assert.Equal(1, _plan[1].Element);
    }

    [Fact]
    public void OffsetWithoutCount_MeansTheRest()
    {
        AssertPlanned(PacketElement.FromFile("a", 30));

        Assert.Equal(30, _plan[0].Offset);
        Assert.Equal([70], Lengths());
    }

    [Fact]
    public void OffsetAtTheEnd_SendsNothing()
    {
        AssertPlanned(PacketElement.FromFile("a", 100));

        Assert.Equal(0, _plan.Count);
    }

    [Theory]
    [InlineData("a", 101, null)]
    [InlineData("a", 101, 0L)]
    [InlineData("a", 0, 101L)]
    [InlineData("a", 50, 51L)]
    [InlineData("a", 101, 1L)]
    [InlineData("a", long.MaxValue, long.MaxValue)]
    [InlineData("a", long.MaxValue, null)]
    [InlineData("a", 1, long.MaxValue)]
    [InlineData("empty", 0, 1L)]
    [InlineData("empty", 1, null)]
    [InlineData("empty", long.MaxValue, long.MaxValue)]
    [InlineData("proc", 0, 71L)]
    [InlineData("proc", 71, null)]
    public void RangeOutsideTheFile_FailsWithItsElement(string path, long offset, long? count)
    {
        PlanOutcome outcome = Plan(new byte[1], PacketElement.FromFile(path, offset, count));

        Assert.False(outcome.Succeeded);
        Assert.Equal(1, outcome.FailedElement);
        Assert.Contains(path, outcome.Message);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(99, 1)]
    [InlineData(20, 30)]
    public void RangeInsideTheFile_IsTakenAsItIs(long offset, long count)
    {
        AssertPlanned(PacketElement.FromFile("a", offset, count));

        Assert.Equal(offset, _plan[0].Offset);
        Assert.Equal([count], Lengths());
    }

    [Fact]
    public void CountOfZero_OnOurOwnElement_SendsNothing()
    {
        AssertPlanned(PacketElement.FromFile("a", 10, 0));

        Assert.Equal(0, _plan.Count);
    }

    [Fact]
    public void CountOfZero_OnTheFrameworksElement_MeansToTheEnd()
    {
        AssertPlanned(new SendPacketsElement("a", 10, 0), new SendPacketsElement(new byte[5], 2, 0));

        Assert.Equal([90], Lengths());
    }

    /// <summary>BUGCLASSES 11: the size is told as 0, a read tells the truth.</summary>
    [Fact]
    public void SizelessFile_IsReadToItsEnd()
    {
        AssertPlanned(PacketElement.FromFile("proc"), PacketElement.FromFile("proc", 10), PacketElement.FromFile("proc", 10, 60));

        Assert.True(_plan[0].IsOpenEnded);
        Assert.True(_plan[1].IsOpenEnded);
        Assert.Equal(10, _plan[1].Offset);
        Assert.Equal(60, _plan[2].Length);
        Assert.Equal(60, _plan.TotalLength);
    }

    [Fact]
    public void Wildcard_StandsForItsFilesInTheOrderGiven()
    {
        _files.Wildcards["*"] = ["b", "empty", "a"];

        AssertPlanned(new byte[1], PacketElement.FromFile("*") with { EndOfPacket = true }, new byte[1]);

        Assert.Equal([1, 50, 100, 1], Lengths());
        Assert.Equal(["b", "empty", "a"], _files.Opened);
        Assert.Equal([1, 1], [_plan[1].Element, _plan[2].Element]);
    }

    /// <summary>SEMANTICS: end-of-packet applies after the last file.</summary>
    [Fact]
    public void WildcardThatEndsAPacket_EndsItAfterItsLastFile()
    {
        _files.Wildcards["*"] = ["b", "a"];

        AssertPlanned(PacketElement.FromFile("*") with { EndOfPacket = true }, new byte[1]);

        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(index => _plan[index].EndsPacket));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(0, 1L)]
    [InlineData(3, 4L)]
    public void WildcardWithARange_Throws(long offset, long? count)
    {
        _files.Wildcards["*"] = ["a"];

        Assert.Throws<ArgumentException>(() => Plan(PacketElement.FromFile("*", offset, count)));
    }

    [Fact]
    public void EndOfPacketOnAnEmptyElement_EndsWhatIsBeforeIt()
    {
        AssertPlanned(new byte[1], default(PacketElement) with { EndOfPacket = true }, new byte[1]);

        Assert.True(_plan[0].EndsPacket);
        Assert.False(_plan[1].EndsPacket);
    }

    [Fact]
    public void EndOfPacketBeforeAnyBytes_MeansNothing()
    {
        AssertPlanned(default(PacketElement) with { EndOfPacket = true }, new byte[1]);

        Assert.False(_plan[0].EndsPacket);
    }

    [Fact]
    public void Sequence_BecomesItsSegments()
    {
        ReadOnlySequence<byte> sequence = LinkedBytes.Of([1, 2], [], [3, 4, 5]);

        AssertPlanned(PacketElement.FromSequence(sequence.Slice(1)));

        Assert.Equal([1, 3], Lengths());
        Assert.Equal([0, 0], [_plan[0].Element, _plan[1].Element]);
        Assert.Equal(new byte[] { 2 }, _plan[0].Memory.ToArray());
    }

    [Fact]
    public void Handle_IsMeasuredLikeAPath()
    {
        _files.Add("handle", 40);
        using SafeFileHandle handle = new(-1, ownsHandle: false);

        Assert.Equal(0, Plan(PacketElement.FromFile(handle, 41)).FailedElement);
        AssertPlanned(PacketElement.FromFile(handle, 10));
        Assert.Equal([30], Lengths());
    }

    [Fact]
    public void MissingFile_Throws() => Assert.Throws<FileNotFoundException>(() => Plan(PacketElement.FromFile("none")));

    [Fact]
    public void ClearedPlan_KeepsNothing()
    {
        AssertPlanned(new byte[3], PacketElement.FromFile("a") with { EndOfPacket = true });

        _plan.Clear();
        AssertPlanned(new byte[5]);

        Assert.Equal([5], Lengths());
        Assert.False(_plan[0].EndsPacket);
        Assert.Equal(5, _plan.TotalLength);
    }

    private PlanOutcome Plan(params PacketElement[] elements) => SendPlanner.Plan(elements, _plan, _files);

    private void AssertPlanned(params PacketElement[] elements)
    {
        PlanOutcome outcome = Plan(elements);
        Assert.True(outcome.Succeeded, outcome.Message);
    }

    private long[] Lengths() => [.. Enumerable.Range(0, _plan.Count).Select(index => _plan[index].Length)];
}
