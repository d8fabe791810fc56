using System.Buffers;
using System.IO.Pipelines;

namespace Sluice.AspNetCore.Transport;

/// <summary>
/// The output of a connection in place of the transport's own pipe: memory as in any pipe, and ranges of files. A file range gets in by
/// <see cref="Arm"/>: the memory handed out next is the <see cref="VirtualRegion"/>, as long as the range, and advancing over it puts the range in
/// place of the memory. What follows in the file may be sent along before it is written: the writes that follow then only say so.
/// One writer at a time, as with any pipe; Kestrel holds a lock of its own.
/// </summary>
internal sealed class OutputWriter(OutputPump pump, MemoryPool<byte> pool) : PipeWriter
{
    private OutputBatch _batch = new();
    private Memory<byte> _block;
    private int _blockStart;
    private int _blockEnd;
    private ArmedFile _armed;
    private long _ahead;
    private bool _isRegionOut;
    private bool _isCompleted;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _batch.Bytes + (_blockEnd - _blockStart);

    /// <summary>Bytes of a file that are being sent, or have been, and that the next writes must stand for, before anything else is written.</summary>
    public long Ahead => _ahead;

    /// <summary>How many of them the socket has taken.</summary>
    public long TakenAhead => pump.TakenAhead;

    /// <summary>Why the sending has ended early, or null.</summary>
    public Exception? Failure => pump.Failure;

    /// <summary>Has the next write of exactly so many bytes stand for a range of a file.</summary>
    public void Arm(in ArmedFile file) => _armed = file;

    /// <summary>Takes that back. True where the write has come meanwhile, and the range is on its way.</summary>
    public bool Disarm()
    {
        bool hasCome = _armed.File is null;
        _armed = default;
        _isRegionOut = false;
        return hasCome;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        _isRegionOut = _armed.File is not null && sizeHint <= _armed.Count;
        if (_isRegionOut)
            return VirtualRegion.Instance.Memory[.._armed.Count];

        if (_block.Length - _blockEnd < Math.Max(sizeHint, 1))
            NextBlock(sizeHint);
        return _block[_blockEnd..];
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (_isRegionOut)
        {
            AdvanceOverFile(bytes);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)(_block.Length - _blockEnd), nameof(bytes));
        if (_ahead > 0 && bytes > 0)
        {
            // The rest of the file may be on its way already: these bytes would come behind it.
            pump.End(new InvalidOperationException("Something else was written before the whole of a file was."));
            return;
        }

        _blockEnd += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        HandOver();
        return pump.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => pump.CancelPendingFlush();

    /// <remarks>What was written and not flushed is sent, as by any pipe; with an exception the connection ends at once.</remarks>
    public override void Complete(Exception? exception = null)
    {
        if (_isCompleted)
            return;
        _isCompleted = true;
        if (exception is not null)
            pump.End(exception);
        HandOver();
    }

    private void AdvanceOverFile(int bytes)
    {
        if (bytes == 0)
            return;

        // Anything else was meant for other memory. Nothing of it is kept, so that no wrong byte can go out.
        if (bytes != _armed.Count)
            throw new InvalidOperationException("Something else was written where a file was announced.");
        if (_ahead > 0)
        {
            _ahead -= bytes;
            pump.CountWritten(bytes);
        }
        else
        {
            SealBlock();
            _batch.Add(_armed);
            _ahead = _armed.Ahead;
        }

        _armed = default;
        _isRegionOut = false;
    }

    private void NextBlock(int sizeHint)
    {
        SealBlock();
        IMemoryOwner<byte> block = sizeHint <= pool.MaxBufferSize ? pool.Rent(sizeHint == 0 ? -1 : sizeHint) : MemoryPool<byte>.Shared.Rent(sizeHint);
        _batch.Own(block);
        _block = block.Memory;
        _blockStart = 0;
        _blockEnd = 0;
    }

    /// <summary>Puts what was written into the block since the last time behind what the batch has.</summary>
    private void SealBlock()
    {
        if (_blockEnd > _blockStart)
            _batch.Add(_block[_blockStart.._blockEnd]);
        _blockStart = _blockEnd;
    }

    /// <summary>Gives all that was written to the pump, with its blocks: an idle connection holds none.</summary>
    private void HandOver()
    {
        SealBlock();
        _block = default;
        _blockStart = 0;
        _blockEnd = 0;
        pump.Take(ref _batch);
    }
}
