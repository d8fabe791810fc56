using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using Sluice.AspNetCore.Transport;

namespace Sluice.AspNetCore.Tests.Transport;

/// <summary>The output of a connection, on a sender that the test holds.</summary>
public sealed class OutputWriterTests
{
    private const int Threshold = 1000;

    private readonly HeldSender _sender = new();
    private readonly OutputPump _pump;
    private readonly OutputWriter _writer;
    // Stands for a file: nothing reads it.
    private static readonly SafeFileHandle File = new();

    public OutputWriterTests()
    {
        _pump = new OutputPump(_sender, Threshold);
        _writer = new OutputWriter(_pump, MemoryPool<byte>.Shared);
    }

    [Fact]
    public async Task MemoryFileAndMemory_GoInOneSend_InOrder()
    {
        _writer.Write("head"u8);
        WriteFile(50);
        _writer.Write("tail"u8);
        ValueTask<FlushResult> flush = _writer.FlushAsync();

        PacketElement[] sent = Assert.Single(_sender.Sends);
        Assert.Equal(3, sent.Length);
        Assert.Equal(PacketElement.FromFile(File, 7, 50), sent[1]);
        Assert.False(flush.IsCompleted, "a file is waited for, however small");
        _sender.Complete();
        Assert.False((await flush).IsCompleted);
    }

    [Fact]
    public void FewBytesUnsent_LetTheWriterGoOn_AndFollowInOneSend()
    {
        for (int i = 0; i < 3; i++)
        {
            ValueTask<FlushResult> flush = Write(100);
            Assert.True(flush.IsCompletedSuccessfully);
        }

        Assert.Single(_sender.Sends);
        _sender.Complete();
        Assert.Equal([1, 2], _sender.Sends.Select(send => send.Length));
    }

    [Fact]
    public async Task ManyBytesUnsent_HoldTheWriterUp_UntilHalfAreSent()
    {
        ValueTask<FlushResult> first = Write(600);
        Assert.True(first.IsCompletedSuccessfully);
        ValueTask<FlushResult> flush = Write(400);
        Assert.False(flush.IsCompleted);

        _sender.Complete();

        Assert.False((await flush.AsTask().Within("the flush")).IsCompleted);
        Assert.Equal(2, _sender.Sends.Count);
    }

    [Fact]
    public async Task FailedSend_EndsTheFlush_AndAbortsTheConnection()
    {
        ValueTask<FlushResult> flush = Write(5000);
        _sender.Fail(new IOException("gone"));

        Assert.True((await flush).IsCompleted);
        Assert.Equal("gone", _sender.AbortReason?.Message);
        Assert.True((await Write(10)).IsCompleted);
        Assert.Single(_sender.Sends);
        await _pump.WhenDrained().Within("the end");
    }

    [Fact]
    public async Task CancelledToken_EndsTheFlush_ButNotTheSend()
    {
        using CancellationTokenSource cancel = new();
        _writer.Write(new byte[5000]);
        ValueTask<FlushResult> flush = _writer.FlushAsync(cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await flush);
        Assert.Null(_sender.AbortReason);
        ValueTask<FlushResult> next = Write(10);
        _sender.Complete();
        Assert.False((await next).IsCompleted);
        Assert.Equal(2, _sender.Sends.Count);
    }

    [Fact]
    public async Task CancelPendingFlush_EndsTheFlushAtHand_OrElseTheNext()
    {
        ValueTask<FlushResult> flush = Write(5000);
        _writer.CancelPendingFlush();
        Assert.True((await flush).IsCanceled);
        _sender.Complete();

        _writer.CancelPendingFlush();
        Assert.True((await Write(1)).IsCanceled);
        Assert.False((await Write(1)).IsCanceled);
    }

    [Fact]
    public async Task Complete_SendsWhatWasNotFlushed_AndDrainedWaitsForIt()
    {
        _writer.Write("rest"u8);
        _writer.Complete();

        Task drained = _pump.WhenDrained();
        Assert.Single(_sender.Sends);
        Assert.False(drained.IsCompleted);
        _sender.Complete();
        await drained.Within("the drain");
    }

    [Fact]
    public void Disarmed_MemoryIsMemoryAgain()
    {
        _writer.Arm(new ArmedFile(File, 0, 100));
        Assert.True(VirtualRegion.Instance.IsStartOf(_writer.GetSpan(100)));
        Assert.False(_writer.Disarm());

        Assert.False(VirtualRegion.Instance.IsStartOf(_writer.GetSpan(100)));
    }

    /// <summary>Whatever is not the whole range was meant for other memory: nothing of it may get out.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(101)]
    public void AdvanceByAnythingElseThanTheRange_Throws_AndWritesNothing(int bytes)
    {
        _writer.Arm(new ArmedFile(File, 0, 100));
        _writer.GetSpan(100);

        Assert.Throws<InvalidOperationException>(() => _writer.Advance(bytes));
        Assert.False(_writer.Disarm());
        Assert.Equal(0, _writer.UnflushedBytes);
    }

    [Fact]
    public async Task FileSentAheadOfItsWrites_GoesOutOnce_AndWritesFollowWhatTheSocketTook()
    {
        _writer.Write("head"u8);
        WriteFile(100, ahead: 900);
        Task<FlushResult> flush = _writer.FlushAsync().AsTask();
        Assert.Equal(PacketElement.FromFile(File, 7, 1000), Assert.Single(_sender.Sends)[1]);
        Assert.Equal((900, 0), (_writer.Ahead, _writer.TakenAhead));

        // The header alone, then less than was written, then more.
        _sender.Progress!.Report(new SendPacketsProgress(4, 1, 1004));
        _sender.Progress.Report(new SendPacketsProgress(103, 1, 1004));
        Assert.False(flush.IsCompleted);
        _sender.Progress.Report(new SendPacketsProgress(404, 1, 1004));
        Assert.False((await flush.Within("the flush")).IsCompleted);
        Assert.Equal(300, _writer.TakenAhead);

        WriteFile(300, ahead: 600);
        Assert.True(_writer.FlushAsync().AsTask().IsCompletedSuccessfully, "the socket has these already");
        Assert.Equal((600, 0), (_writer.Ahead, _writer.TakenAhead));
        WriteFile(100, ahead: 500);
        flush = _writer.FlushAsync().AsTask();
        Assert.False(flush.IsCompleted);

        _sender.Complete();
        Assert.False((await flush.Within("the flush")).IsCompleted);
        Assert.Equal(500, _writer.TakenAhead);
        WriteFile(500);
        Assert.True(_writer.FlushAsync().AsTask().IsCompletedSuccessfully);
        Assert.Equal(0, _writer.Ahead);

        _writer.Write("next"u8);
        _ = _writer.FlushAsync().AsTask();
        Assert.Equal(2, _sender.Sends.Count);
    }

    /// <summary>The rest of the file may be on its way: nothing else may come behind it in the place of other bytes.</summary>
    [Fact]
    public async Task AnythingElseBeforeTheWholeOfAFileIsWritten_EndsTheConnection()
    {
        WriteFile(100, ahead: 900);
        Task<FlushResult> flush = _writer.FlushAsync().AsTask();
        _writer.Write("other"u8);

        Assert.Contains("before the whole of a file", _sender.AbortReason?.Message);
        Assert.True((await flush.Within("the flush")).IsCompleted);
        _sender.Complete();
        Assert.True((await _writer.FlushAsync()).IsCompleted);
        Assert.Single(_sender.Sends);
    }

    [Fact]
    public async Task FailedSend_OfAFileAheadOfItsWrites_EndsTheFlush()
    {
        WriteFile(100, ahead: 900);
        Task<FlushResult> flush = _writer.FlushAsync().AsTask();
        _sender.Fail(new IOException("gone"));
        Assert.True((await flush.Within("the flush")).IsCompleted);
        WriteFile(900);
        Assert.True((await _writer.FlushAsync()).IsCompleted);
        Assert.Single(_sender.Sends);
    }

    /// <summary>Flushes that do not wait for what was sent before: everything goes out once, in order, whenever the sends end.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomHistory_KeepsTheOrder(int seed)
    {
        Random random = new(seed);
        List<PacketElement> files = [];
        for (int step = 0; step < 500; step++)
        {
            _writer.Write(new byte[random.Next(1, 300)]);
            if (random.Next(4) == 0)
            {
                WriteFile(1 + step);
                files.Add(PacketElement.FromFile(File, 7, 1 + step));
            }

            ValueTask<FlushResult> flush = _writer.FlushAsync();
            while (!flush.IsCompleted)
                _sender.Complete();
            Assert.False((await flush).IsCompleted);
        }

        _writer.Complete();
        Task drained = _pump.WhenDrained();
        while (!drained.IsCompleted && _sender.HasPending)
            _sender.Complete();
        await drained.Within("the drain");
        Assert.Equal(files, _sender.Sends.SelectMany(send => send).Where(files.Contains));
    }

    private ValueTask<FlushResult> Write(int bytes)
    {
        _writer.Write(new byte[bytes]);
        return _writer.FlushAsync();
    }

    private void WriteFile(int bytes, long ahead = 0)
    {
        _writer.Arm(new ArmedFile(File, 7, bytes, ahead));
        _writer.GetSpan(bytes);
        _writer.Advance(bytes);
    }
}
