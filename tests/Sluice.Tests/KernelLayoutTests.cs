using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sluice.Kernel;
using Xunit;

namespace Sluice.Tests;

/// <summary>Sizes and offsets of the structs that the kernel reads and writes, from the C headers of 64-bit Linux.</summary>
public sealed class KernelLayoutTests
{
    [Fact]
    public void IoVector_IsStructIovec()
    {
        Assert.Equal(16, Unsafe.SizeOf<IoVector>());
        Assert.Equal(0, Marshal.OffsetOf<IoVector>(nameof(IoVector.Base)));
        Assert.Equal(8, Marshal.OffsetOf<IoVector>(nameof(IoVector.Length)));
    }

    [Fact]
    public void MessageHeader_IsStructMsghdr()
    {
        Assert.Equal(56, Unsafe.SizeOf<MessageHeader>());
        Assert.Equal(0, Marshal.OffsetOf<MessageHeader>(nameof(MessageHeader.Name)));
        Assert.Equal(8, Marshal.OffsetOf<MessageHeader>(nameof(MessageHeader.NameLength)));
        Assert.Equal(16, Marshal.OffsetOf<MessageHeader>(nameof(MessageHeader.Vectors)));
        Assert.Equal(24, Marshal.OffsetOf<MessageHeader>(nameof(MessageHeader.VectorCount)));
        Assert.Equal(32, Marshal.OffsetOf<MessageHeader>(nameof(MessageHeader.Control)));
        Assert.Equal(40, Marshal.OffsetOf<MessageHeader>(nameof(MessageHeader.ControlLength)));
        Assert.Equal(48, Marshal.OffsetOf<MessageHeader>(nameof(MessageHeader.Flags)));
    }

    [Fact]
    public void StatxBuffer_IsStructStatx()
    {
        Assert.Equal(256, Unsafe.SizeOf<StatxBuffer>());
        Assert.Equal(28, Marshal.OffsetOf<StatxBuffer>(nameof(StatxBuffer.Mode)));
        Assert.Equal(32, Marshal.OffsetOf<StatxBuffer>(nameof(StatxBuffer.Inode)));
        Assert.Equal(40, Marshal.OffsetOf<StatxBuffer>(nameof(StatxBuffer.Size)));
        Assert.Equal(80, Marshal.OffsetOf<StatxBuffer>(nameof(StatxBuffer.BirthSeconds)));
        Assert.Equal(88, Marshal.OffsetOf<StatxBuffer>(nameof(StatxBuffer.BirthNanoseconds)));
        Assert.Equal(136, Marshal.OffsetOf<StatxBuffer>(nameof(StatxBuffer.DeviceMajor)));
        Assert.Equal(140, Marshal.OffsetOf<StatxBuffer>(nameof(StatxBuffer.DeviceMinor)));
    }

    [Fact]
    public void EpollEvents_AreStructEpollEvent_PackedOnX64Only()
    {
        Assert.Equal(12, Unsafe.SizeOf<EpollEventPacked>());
        Assert.Equal(4, Marshal.OffsetOf<EpollEventPacked>(nameof(EpollEventPacked.Data)));
        Assert.Equal(16, Unsafe.SizeOf<EpollEventAligned>());
        Assert.Equal(8, Marshal.OffsetOf<EpollEventAligned>(nameof(EpollEventAligned.Data)));
    }

    [Fact]
    public void ColdFileStructs_AreThoseOfTheKernel()
    {
        Assert.Equal(24, Unsafe.SizeOf<OpenHow>());
        Assert.Equal(16, Marshal.OffsetOf<OpenHow>(nameof(OpenHow.Resolve)));
        Assert.Equal(16, Unsafe.SizeOf<CacheRange>());
        Assert.Equal(40, Unsafe.SizeOf<CacheStatistics>());
        Assert.Equal(0, Marshal.OffsetOf<CacheStatistics>(nameof(CacheStatistics.Cached)));
        Assert.Equal(120, Unsafe.SizeOf<FileSystemBuffer>());
    }

    [Fact]
    public void DatagramStructs_AreThoseOfTheKernel()
    {
        Assert.Equal(64, Unsafe.SizeOf<MessageBatchEntry>());
        Assert.Equal(56, Marshal.OffsetOf<MessageBatchEntry>(nameof(MessageBatchEntry.Length)));
        Assert.Equal(24, Unsafe.SizeOf<SegmentSizeControl>());
        Assert.Equal(0, Marshal.OffsetOf<SegmentSizeControl>(nameof(SegmentSizeControl.Length)));
        Assert.Equal(8, Marshal.OffsetOf<SegmentSizeControl>(nameof(SegmentSizeControl.Level)));
        Assert.Equal(12, Marshal.OffsetOf<SegmentSizeControl>(nameof(SegmentSizeControl.Type)));
        Assert.Equal(16, Marshal.OffsetOf<SegmentSizeControl>(nameof(SegmentSizeControl.SegmentSize)));
    }
}
